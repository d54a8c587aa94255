//! The state of one block, handed to other nodes and taken from them.
//!
//! What is handed out is the last checkpoint ([`serve`]), which stands still while blocks go on.
//! What is taken ([`import`]) becomes a data folder whose log begins with the snapshot's blocks.

mod entries;
pub(crate) mod import;
pub(crate) mod place;
pub(crate) mod serve;
