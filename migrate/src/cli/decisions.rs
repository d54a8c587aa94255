//! A decision file on the command line.

use std::{fs, path::PathBuf};

use alloy_primitives::{Address, hex};
use clap::Args;
use cybermiles_migrate::{
    amount::parse_address,
    classify::{self, Classified, Decisions, parse_signature},
    verify::Verified,
};

use super::source::Stop;

/// A decision file, and whose it is.
#[derive(Debug, Args)]
pub(super) struct DecisionOptions {
    /// Decisions about single rows
    #[arg(long, requires = "signer")]
    decisions: Option<PathBuf>,
    /// The signature of the decision file's text (EIP-191), 0x and 130 digits
    #[arg(long, requires = "decisions", value_parser = signature)]
    signature: Option<[u8; 65]>,
    /// Who has to have signed it
    #[arg(long, requires = "decisions", value_parser = parse_address)]
    signer: Option<Address>,
}

fn signature(text: &str) -> Result<[u8; 65], &'static str> {
    parse_signature(text).ok_or("expected 0x and 130 hexadecimal digits")
}

impl DecisionOptions {
    /// Divides what a bundle proves, as the decisions say.
    pub(super) fn classify(&self, verified: &Verified) -> Result<Classified, Stop> {
        let decisions = self.read()?;
        classify::classify(verified, decisions.as_ref()).map_err(Stop::no)
    }

    /// The file, if there is one.
    pub(super) fn file(&self) -> Option<&PathBuf> {
        self.decisions.as_ref()
    }

    /// The words of the command line that say all this.
    pub(super) fn words(&self) -> Vec<String> {
        let (Some(path), Some(signer), Some(signature)) =
            (&self.decisions, self.signer, &self.signature)
        else {
            return Vec::new();
        };
        let path = path.display().to_string();
        let signature = hex::encode_prefixed(signature);
        let words =
            ["--decisions", &path, "--signer", &signer.to_string(), "--signature", &signature];
        words.map(str::to_owned).into()
    }

    /// The decisions, if there are any; before anything long is begun.
    pub(super) fn read(&self) -> Result<Option<Decisions>, Stop> {
        let Some(path) = &self.decisions else { return Ok(None) };
        let json =
            fs::read(path).map_err(|err| Stop::failed(format!("{}: {err}", path.display())))?;
        match (self.signer, &self.signature) {
            (Some(signer), Some(signature)) => {
                Decisions::read(&json, signature, signer).map(Some).map_err(Stop::no)
            }
            _ => {
                let text = Decisions::text(&json).map_err(Stop::failed)?;
                let what = format!("no --signature; what has to be signed is:\n{text}");
                Err(Stop::failed(what))
            }
        }
    }
}
