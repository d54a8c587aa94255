//! Agree on the next block.
//!
//! The only crate that knows the consensus library. [`start`] runs a validator on a thread of its
//! own; [`Validator::run`] is the same on any runtime and network, the simulator's included. The
//! ledger is asked for blocks and verdicts ([`application`]) and told what is final
//! (`finalizer`); every epoch has an instance of the protocol of its own (`epochs`).

mod anchor;
pub mod application;
pub mod backup;
pub mod block;
pub mod certificate;
pub mod committees;
mod config;
mod engine;
mod epochs;
pub mod evidence;
mod files;
mod finalizer;
mod gossip;
mod keys;
pub mod keystore;
pub mod network;
mod runtime;
mod service;
pub mod signer;
mod status;
pub mod votes;
pub mod votes_file;
mod witness;

pub use certificate::{CertificateError, Certified, verify_certificate, verify_chain};
pub use config::{Config, EngineConfig, EvidenceSink, Timing};
pub use engine::{Channel, EngineError, Network, Validator};
pub use finalizer::FinalizeError;
pub use gossip::Message;
pub use keys::{BadSeed, RandaoSigner, Seed, ValidatorKeys};
pub use runtime::Runtime;
pub use service::{Handle, StartError, VOTES_FILE, start};
pub use status::{Status, StatusBoard};
