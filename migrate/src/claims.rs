//! The rows that are claimed rather than credited, as a Merkle tree.
//!
//! The tree is OpenZeppelin's standard one (`@openzeppelin/merkle-tree`): leaves are hashed twice,
//! so that no inner node can pass for a leaf, and sorted; pairs are hashed in ascending order. A
//! leaf is `(uint256 index, address claimant, uint256 amount, uint8 class)` in Solidity's ABI. The
//! index is in it, so that one bit for each tells whether it was paid.

use std::{
    fmt,
    io::{self, BufRead, Write},
    path::Path,
};

use alloy_primitives::{Address, B256, U256, keccak256};

use crate::{
    AllocationError,
    allocation::read_exact,
    amount::{self, ValueError},
    classify::Kind,
};

const HEADER: &str = "index,address,claimant,wei,class";

/// A row that is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its place in the list, from 0.
    pub index: u64,
    /// Who held it.
    pub address: Address,
    /// Whose signature claims it.
    pub claimant: Address,
    /// How much, in wei.
    pub wei: U256,
    /// What kind of account held it.
    pub kind: Kind,
}

impl Claim {
    /// Its leaf.
    pub fn leaf(&self) -> B256 {
        let words = [
            B256::from(U256::from(self.index)),
            self.claimant.into_word(),
            B256::from(self.wei),
            B256::from(U256::from(self.kind.code())),
        ];
        keccak256(keccak256(words.concat()))
    }
}

impl fmt::Display for Claim {
    /// Its row in a list.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { index, address, claimant, wei, kind } = self;
        write!(f, "{index},{address:#x},{claimant:#x},{wei},{}", kind.name())
    }
}

/// A tree over leaves.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The root, then each level from the left; the leaves, ascending from the end.
    nodes: Vec<B256>,
}

impl Tree {
    /// A tree over leaves in any order; `None` over none.
    pub fn new(mut leaves: Vec<B256>) -> Option<Self> {
        leaves.sort_unstable();
        let inner = leaves.len().checked_sub(1)?;
        let mut nodes = vec![B256::ZERO; inner];
        nodes.extend(leaves.into_iter().rev());
        for at in (0..inner).rev() {
            let left = at.saturating_mul(2).saturating_add(1);
            let pair = (nodes.get(left).copied()?, nodes.get(left.saturating_add(1)).copied()?);
            *nodes.get_mut(at)? = hash_pair(pair.0, pair.1);
        }
        Some(Self { nodes })
    }

    /// What every proof leads to.
    pub fn root(&self) -> B256 {
        self.nodes.first().copied().unwrap_or_default()
    }

    /// The way from a leaf to the root; `None` if there is no such leaf.
    pub fn proof(&self, leaf: B256) -> Option<Vec<B256>> {
        let inner = self.nodes.len() >> 1;
        // Leaves are descending here.
        let leaves = self.nodes.get(inner..)?;
        let mut at = leaves.binary_search_by(|found| leaf.cmp(found)).ok()?.saturating_add(inner);
        let mut proof = Vec::new();
        while at > 0 {
            let sibling =
                if at.is_multiple_of(2) { at.saturating_sub(1) } else { at.saturating_add(1) };
            proof.push(self.nodes.get(sibling).copied()?);
            at = at.saturating_sub(1) >> 1;
        }
        Some(proof)
    }
}

/// Whether a proof leads from a leaf to a root, as OpenZeppelin's `MerkleProof.verify` has it.
pub fn is_proven(root: B256, leaf: B256, proof: &[B256]) -> bool {
    proof.iter().fold(leaf, |node, sibling| hash_pair(node, *sibling)) == root
}

fn hash_pair(a: B256, b: B256) -> B256 {
    let (first, second) = if a < b { (a, b) } else { (b, a) };
    keccak256([first.as_slice(), second.as_slice()].concat())
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
    let mut next = 0_u64;
    read_exact(path, reader, HEADER, |text| {
        let claim = parse(text, next)?;
        if claims.last().is_some_and(|last| last.address >= claim.address) {
            let address = claim.address;
            return Err(format!("`{address}` out of order; expected addresses ascending"));
        }
        next = next.saturating_add(1);
        claims.push(claim);
        Ok(claim.to_string())
    })?;
    Ok(claims)
}

fn parse(text: &str, expected: u64) -> Result<Claim, String> {
    let columns: Vec<&str> = text.split(',').collect();
    let [index, address, claimant, wei, kind] = *columns else {
        return Err(format!("{} columns; expected `{HEADER}`", columns.len()));
    };
    if index != expected.to_string() {
        return Err(format!("the index `{}`; expected {expected}", index.escape_debug()));
    }
    let said = |err: ValueError| err.to_string();
    Ok(Claim {
        index: expected,
        address: amount::parse_address(address).map_err(said)?,
        claimant: amount::parse_address(claimant).map_err(said)?,
        wei: amount::parse_wei(wei).map_err(said)?,
        kind: Kind::parse(kind).ok_or_else(|| {
            format!("the class `{}`; expected one of {}", kind.escape_debug(), Kind::names())
        })?,
    })
}
