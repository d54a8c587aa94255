//! Claims and the page's server, before a chain that is the native contract itself behind
//! JSON-RPC. What a browser sees is tested in `tests/page`, before a real node.

mod claim;
mod http;
mod relay;
mod server;
mod world;
