//! The rows that are claimed rather than credited, as a list: who may claim each, and how much.
//!
//! How much is proven with the claim, by the row's leaf in the tree of all of them
//! ([`cybermiles_proofs::merkle`]) or by Ethereum's own proof; who claims it stands in the genesis.

use std::{
    fmt,
    io::{self, BufRead, Write},
    path::Path,
};

use alloy_primitives::{Address, B256, U256};
use cybermiles_proofs::merkle::{Tree, leaf};

use crate::{
    AllocationError,
    allocation::read_exact,
    amount::{self, ValueError},
    classify::Kind,
};

const HEADER: &str = "address,claimant,wei,class";

/// A row that is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Who held it.
    pub address: Address,
    /// Whose signature or call claims it; `None` as long as nobody is named: Governance does that.
    pub claimant: Option<Address>,
    /// How much, in wei.
    pub wei: U256,
    /// What kind of account held it.
    pub kind: Kind,
}

impl Claim {
    /// Its leaf.
    pub fn leaf(&self) -> B256 {
        leaf(self.address, self.wei)
    }
}

impl fmt::Display for Claim {
    /// Its row in a list.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, claimant, wei, kind } = self;
        let claimant = claimant.map(|claimant| format!("{claimant:#x}")).unwrap_or_default();
        write!(f, "{address:#x},{claimant},{wei},{}", kind.name())
    }
}

/// The tree of all claims; `None` if there are none.
pub fn tree(claims: &[Claim]) -> Option<Tree> {
    Tree::new(claims.iter().map(Claim::leaf).collect())
}

/// Writes claims as a list.
///
/// # Errors
/// What the writer says.
pub fn write_claims(mut to: impl Write, claims: &[Claim]) -> io::Result<()> {
    writeln!(to, "{HEADER}")?;
    claims.iter().try_for_each(|claim| writeln!(to, "{claim}"))
}

/// Reads what [`write_claims`] writes.
///
/// # Errors
/// [`AllocationError`] naming the line, what was found and what was expected.
pub fn read_claims(path: &Path, reader: impl BufRead) -> Result<Vec<Claim>, AllocationError> {
    let mut claims: Vec<Claim> = Vec::new();
    read_exact(path, reader, HEADER, |text| {
        let claim = parse(text)?;
        if claims.last().is_some_and(|last| last.address >= claim.address) {
            let address = claim.address;
            return Err(format!("`{address}` out of order; expected addresses ascending"));
        }
        claims.push(claim);
        Ok(claim.to_string())
    })?;
    Ok(claims)
}

fn parse(text: &str) -> Result<Claim, String> {
    let columns: Vec<&str> = text.split(',').collect();
    let [address, claimant, wei, kind] = *columns else {
        return Err(format!("{} columns; expected `{HEADER}`", columns.len()));
    };
    let said = |err: ValueError| err.to_string();
    let claimant = match claimant {
        "" => None,
        named => Some(amount::parse_address(named).map_err(said)?),
    };
    Ok(Claim {
        address: amount::parse_address(address).map_err(said)?,
        claimant,
        wei: amount::parse_wei(wei).map_err(said)?,
        kind: Kind::parse(kind).ok_or_else(|| {
            format!("the class `{}`; expected one of {}", kind.escape_debug(), Kind::names())
        })?,
    })
}
