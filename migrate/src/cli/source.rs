//! A bundle on the command line, and what it is held against.

use std::{
    error::Error,
    io::{self, Write},
    path::{Path, PathBuf},
};

use alloy_primitives::{Address, B256};
use clap::Args;
use cybermiles_migrate::{
    amount::parse_address,
    bundle::Trust,
    verify::{self, Expected, SNAPSHOT, TOKEN, Verified, VerifyError},
};

use crate::progress::Bars;

/// A bundle, and what it is held against.
#[derive(Debug, Args)]
pub(super) struct BundleOptions {
    /// The bundle's folder
    bundle: PathBuf,
    #[command(flatten)]
    pinned: PinnedOptions,
}

/// What a bundle is held against.
#[derive(Debug, Args)]
pub(super) struct PinnedOptions {
    /// The hash of the block: what everything rests on. Take it from several sources, not from
    /// whoever gave you the bundle
    #[arg(long)]
    block_hash: B256,
    /// The token's contract
    #[arg(long, default_value_t = TOKEN, value_parser = parse_address)]
    token: Address,
    /// The block's height
    #[arg(long, default_value_t = SNAPSHOT)]
    block: u64,
    /// The slot of the token's total supply, as its source has it
    #[arg(long, default_value_t = 0)]
    supply_slot: u64,
    /// Take a bundle that proves nothing, and rests on what nodes said (trust: rpc)
    #[arg(long)]
    accept_rpc_trust: bool,
}

impl BundleOptions {
    /// Verifies it, with a bar. One that proves nothing is refused, unless it was said to be taken.
    pub(super) fn verify(&self) -> Result<Verified, VerifyError> {
        self.pinned.verify(&self.bundle)
    }

    /// Checks what can be checked of it.
    pub(super) fn check(&self) -> Result<Verified, VerifyError> {
        self.pinned.check(&self.bundle)
    }

    /// Whether it proves nothing, and nobody said to take it all the same.
    pub(super) fn is_refused(&self, verified: &Verified) -> bool {
        self.pinned.is_refused(verified)
    }
}

impl PinnedOptions {
    /// The words of the command line that say all this.
    pub(super) fn words(&self) -> Vec<String> {
        let mut words = vec!["--block-hash".to_owned(), self.block_hash.to_string()];
        let mut add = |name: &str, value: String| words.extend([name.to_owned(), value]);
        if self.token != TOKEN {
            add("--token", self.token.to_string());
        }
        if self.block != SNAPSHOT {
            add("--block", self.block.to_string());
        }
        if self.supply_slot != 0 {
            add("--supply-slot", self.supply_slot.to_string());
        }
        if self.accept_rpc_trust {
            words.push("--accept-rpc-trust".into());
        }
        words
    }

    /// Verifies the bundle in `folder`, with a bar. One that proves nothing is refused, unless it
    /// was said to be taken.
    pub(super) fn verify(&self, folder: &Path) -> Result<Verified, VerifyError> {
        let verified = self.check(folder)?;
        match self.is_refused(&verified) {
            true => Err(VerifyError::NotProven),
            false => Ok(verified),
        }
    }

    fn is_refused(&self, verified: &Verified) -> bool {
        verified.report.trust == Trust::Rpc && !self.accept_rpc_trust
    }

    fn check(&self, folder: &Path) -> Result<Verified, VerifyError> {
        let expected = Expected {
            token: self.token,
            number: self.block,
            block_hash: self.block_hash,
            supply_slot: self.supply_slot,
        };
        verify::verify_trusting(folder, &expected, &mut Bars::new())
    }
}

/// Why the answer is no, or why there is none.
#[derive(Debug)]
pub(super) enum Stop {
    /// Something was refused.
    No(Box<dyn Error>),
    /// Something failed.
    Failed(Box<dyn Error>),
}

impl Stop {
    /// Something was refused.
    pub(super) fn no(err: impl Error + 'static) -> Self {
        Self::No(Box::new(err))
    }

    /// Something failed.
    pub(super) fn failed(err: impl Into<Box<dyn Error>>) -> Self {
        Self::Failed(err.into())
    }
}

impl From<VerifyError> for Stop {
    fn from(err: VerifyError) -> Self {
        if err.is_unread() { Self::failed(err) } else { Self::no(err) }
    }
}

/// Whether it is done; a no is said here.
pub(super) fn answer(done: Result<(), Stop>, is_json: bool) -> Result<bool, Box<dyn Error>> {
    match done {
        Ok(()) => Ok(true),
        Err(Stop::Failed(err)) => Err(err),
        Err(Stop::No(err)) => {
            refused(&mut io::stdout().lock(), &*err, is_json)?;
            Ok(false)
        }
    }
}

/// Says no.
pub(super) fn refused(out: &mut impl Write, err: &dyn Error, is_json: bool) -> io::Result<()> {
    if !is_json {
        return writeln!(out, "Refused: {err}");
    }
    let json = serde_json::json!({ "verified": false, "refused": err.to_string() });
    writeln!(out, "{json:#}")
}
