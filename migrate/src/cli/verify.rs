//! `verify`: a bundle, offline.

use std::{
    error::Error,
    io::{self, Write},
};

use clap::Args;
use cybermiles_migrate::verify::VerifyError;

use super::source::{BundleOptions, refused};

#[derive(Debug, Args)]
#[command(after_help = "Example, which verifies a rehearsal:\n  \
    printf 'address,balance_wei\\n0x00000000000000000000000000000000000000a1,1234567\\n' > holders.csv\n  \
    cmt-migrate verify rehearsal --block-hash \"$(cmt-migrate rehearse holders.csv --out rehearsal)\"\n\n\
    Exit codes: 0 verified, 1 the bundle could not be read, 2 wrong usage, 3 refused (the message \
    says which file and row, what was found and what was expected).")]
pub(super) struct VerifyOptions {
    #[command(flatten)]
    source: BundleOptions,
    /// Print everything as one JSON object
    #[arg(long)]
    json: bool,
}

/// Whether it holds.
pub(super) fn run(options: &VerifyOptions) -> Result<bool, Box<dyn Error>> {
    let verified = options.source.check();
    let mut out = io::stdout().lock();
    match (verified, options.json) {
        (Err(err), _) if err.is_unread() => return Err(err.into()),
        (Err(err), is_json) => {
            refused(&mut out, &err, is_json)?;
            return Ok(false);
        }
        (Ok(verified), is_json) if options.source.is_refused(&verified) => {
            let err = VerifyError::NotProven;
            if is_json {
                let (refused, report) = (err.to_string(), verified.report);
                let json = serde_json::json!({
                    "verified": false, "refused": refused, "report": report
                });
                writeln!(out, "{json:#}")?;
            } else {
                write!(out, "{}", verified.report)?;
                refused(&mut out, &err, false)?;
            }
            return Ok(false);
        }
        (Ok(verified), true) => {
            let json = serde_json::json!({ "verified": true, "report": verified.report });
            writeln!(out, "{json:#}")?;
        }
        (Ok(verified), false) => write!(out, "{}", verified.report)?,
    }
    Ok(true)
}
