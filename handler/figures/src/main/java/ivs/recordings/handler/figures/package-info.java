/// The function [RecordingFigureCounter]: it keeps the totals of recordings by day, from domain
/// events, and compares them with the rows once a day.
package ivs.recordings.handler.figures;
