/// What may be wrong with recordings, and what a person does about it; start at Finding.
package ivs.recordings.model.advice;
