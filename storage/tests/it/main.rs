//! What the store promises, tried from outside.

mod child;
mod corruption;
mod disk_full;
mod format;
mod history;
mod kill;
mod model;
mod open_files;
mod refusals;
mod smoke;
mod snapshot;
mod torn;
mod trie;
