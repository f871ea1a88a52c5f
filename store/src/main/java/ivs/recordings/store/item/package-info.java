/// What all tables share: how values become attributes and attributes values, how items are written
/// on a condition, and what an item is that cannot be read.
package ivs.recordings.store.item;
