/// How values, tables and JSON are printed.
package ivs.recordings.cli.format;
