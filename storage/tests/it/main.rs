//! What the store promises, tried from outside.

mod trie;
