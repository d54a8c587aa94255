//! Decisions about single rows: named, with reason and evidence, and signed.

use std::collections::BTreeSet;

use alloy_primitives::{Address, B256, U256, keccak256};
use serde::{Deserialize, Serialize};

use super::{Kind, is_nobody, recover};
use crate::amount::{Cmt, wei};

/// The format's version.
const VERSION: u32 = 1;

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Treatment {
    /// It is credited in the genesis, at its own address.
    Credit,
    /// It is claimed.
    Claim,
}

/// A decision about one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Whose row.
    pub address: Address,
    /// What the row has, in wei: a decision about another amount is about another list.
    #[serde(with = "wei")]
    pub wei: U256,
    /// What it is called.
    pub class: Kind,
    /// What becomes of it.
    pub treatment: Treatment,
    /// Who claims it, if not the account itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimant: Option<Address>,
    /// Where anybody can check it.
    pub evidence: String,
    /// Why.
    pub reason: String,
}

/// A decision file, and who signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decisions {
    /// Each about another row.
    pub rows: Vec<Decision>,
    /// keccak256 of the file.
    pub hash: B256,
    /// Who signed it.
    pub signer: Address,
    token: Address,
    block_hash: B256,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionFile {
    version: u32,
    token: Address,
    block_hash: B256,
    rows: Vec<Decision>,
}

/// Why a decision file is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecisionError {
    /// Not what a decision file is.
    #[error("the decision file: {0}")]
    File(String),
    /// Signed by somebody else, or not this file.
    #[error(
        "the decision file is signed by {found}; expected {expected}. What has to be signed \
         (EIP-191, as any wallet does with a text) is:\n{text}"
    )]
    Signer {
        /// Whose signature it would be.
        found: String,
        /// Who was named.
        expected: Address,
        /// The text.
        text: String,
    },
    /// Made for another token or block.
    #[error("the decision file is for {what} {found}; the bundle is of {expected}")]
    Other {
        /// Token or block.
        what: &'static str,
        /// As the file says.
        found: String,
        /// As the bundle says.
        expected: String,
    },
    /// Coins at a contract's address, which is nobody's on the new chain.
    #[error(
        "the decision about {address} {what} the address of a contract, {code}, which on the new \
         chain is whoever's puts code there first; expected as claimant an account of the owner's \
         there, or none, so that Governance names one"
    )]
    Code {
        /// Whose row.
        address: Address,
        /// What it does.
        what: &'static str,
        /// The contract.
        code: Address,
    },
    /// Coins for an address that is nobody's: the zero address, or one the chain reserves.
    #[error(
        "the decision about {address} {what} {nobody}, which nobody has a key of; expected {expected}, \
         so that Governance names one"
    )]
    Nobody {
        /// Whose row.
        address: Address,
        /// What it does.
        what: &'static str,
        /// The address.
        nobody: Address,
        /// What it should do.
        expected: &'static str,
    },
    /// About a row that is not like that.
    #[error(
        "the decision about {address} is for {} CMT; proven are {} CMT",
        Cmt(*decided), Cmt(*proven)
    )]
    Row {
        /// Whose row.
        address: Address,
        /// As the decision says, in wei.
        decided: U256,
        /// In wei.
        proven: U256,
    },
}

impl Decisions {
    /// Reads a decision file that `signer` has signed.
    ///
    /// # Errors
    /// [`DecisionError`] naming the row, or what would have to be signed.
    pub fn read(json: &[u8], signature: &[u8; 65], signer: Address) -> Result<Self, DecisionError> {
        let (file, hash) = parse(json)?;
        let text = text(&file, hash);
        let found = recover(&text, signature);
        if found != Some(signer) {
            let found = found.map_or("nobody".into(), |found| found.to_string());
            return Err(DecisionError::Signer { found, expected: signer, text });
        }
        let DecisionFile { token, block_hash, rows, .. } = file;
        Ok(Self { rows, hash, signer, token, block_hash })
    }

    pub(super) fn check(&self, token: Address, block_hash: B256) -> Result<(), DecisionError> {
        let other = |what, found: String, expected: String| {
            Err(DecisionError::Other { what, found, expected })
        };
        if self.token != token {
            return other("the token", self.token.to_string(), token.to_string());
        }
        if self.block_hash != block_hash {
            return other("the block", self.block_hash.to_string(), block_hash.to_string());
        }
        Ok(())
    }

    /// The text that a decision file's signer signs.
    ///
    /// # Errors
    /// [`DecisionError::File`].
    pub fn text(json: &[u8]) -> Result<String, DecisionError> {
        let (file, hash) = parse(json)?;
        Ok(text(&file, hash))
    }
}

impl Decision {
    /// Refuses to give the coins to an address that has no key: one where code is proven, or one
    /// that is nobody's.
    pub(super) fn check_key(&self, codes: &BTreeSet<Address>) -> Result<(), DecisionError> {
        let (what, to) = match (self.treatment, self.claimant) {
            (Treatment::Credit, _) => ("credits", self.address),
            (Treatment::Claim, Some(claimant)) => ("lets claim", claimant),
            (Treatment::Claim, None) => return Ok(()),
        };
        let address = self.address;
        let nobody =
            |what, nobody, expected| Err(DecisionError::Nobody { address, what, nobody, expected });
        if is_nobody(&address) && self.treatment == Treatment::Claim {
            return nobody("names a claimant for", address, "no claimant");
        }
        if is_nobody(&to) {
            return nobody(what, to, "as claimant somebody's account, or none");
        }
        if codes.contains(&to) {
            return Err(DecisionError::Code { address, what, code: to });
        }
        Ok(())
    }

    pub(super) fn differs(&self, proven: U256) -> DecisionError {
        DecisionError::Row { address: self.address, decided: self.wei, proven }
    }
}

fn parse(json: &[u8]) -> Result<(DecisionFile, B256), DecisionError> {
    let wrong = |what: String| Err(DecisionError::File(what));
    let file: DecisionFile = match serde_json::from_slice(json) {
        Ok(file) => file,
        Err(err) => return wrong(err.to_string()),
    };
    if file.version != VERSION {
        return wrong(format!("version {}; expected {VERSION}", file.version));
    }
    let mut seen = BTreeSet::new();
    for row in &file.rows {
        let address = row.address;
        if !seen.insert(address) {
            return wrong(format!("two decisions about {address}; expected one"));
        }
        if row.reason.trim().is_empty() || row.evidence.trim().is_empty() {
            return wrong(format!("the decision about {address} has no reason or no evidence"));
        }
        if row.claimant.is_some() && row.treatment == Treatment::Credit {
            return wrong(format!(
                "the decision about {address} names a claimant and credits the account itself; \
                 expected one of the two"
            ));
        }
    }
    Ok((file, keccak256(json)))
}

fn text(file: &DecisionFile, hash: B256) -> String {
    format!(
        "CMT migration, decisions about {} rows\ntoken {}\nblock {}\nkeccak256 of the file {hash}",
        file.rows.len(),
        file.token,
        file.block_hash
    )
}
