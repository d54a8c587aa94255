//! Trie nodes, decoded strictly.

use alloy_primitives::B256;
use alloy_rlp::Header;

/// Where a branch or an extension leads.
#[derive(Clone, Copy, Debug)]
pub(super) enum Child<'a> {
    /// Nowhere.
    Empty,
    /// To a node with this hash.
    Hash(B256),
    /// To a node of less than 32 bytes, which stands in its parent.
    Inline(&'a [u8]),
}

/// A node of a trie whose keys have 32 bytes.
#[derive(Debug)]
pub(super) enum Node<'a> {
    Branch(Box<[Child<'a>; 16]>),
    Extension(Vec<u8>, Child<'a>),
    Leaf(Vec<u8>, &'a [u8]),
}

/// The payload of a list that is all of `rlp`.
pub(super) fn list(rlp: &[u8]) -> Result<&[u8], &'static str> {
    let mut rest = rlp;
    let header = Header::decode(&mut rest).map_err(|_| "not canonical RLP")?;
    match (header.list, header.payload_length == rest.len()) {
        (false, _) => Err("a string; expected a list"),
        (true, false) => Err("bytes behind the list"),
        (true, true) => Ok(rest),
    }
}

/// Takes a string off the front of `rest`.
pub(super) fn string<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], &'static str> {
    match item(rest)? {
        (true, ..) => Err("a list; expected a string"),
        (false, payload, _) => Ok(payload),
    }
}

/// Takes an item off the front of `rest`: whether it is a list, what is in it, and all of it.
fn item<'a>(rest: &mut &'a [u8]) -> Result<(bool, &'a [u8], &'a [u8]), &'static str> {
    const WRONG: &str = "not canonical RLP";
    let all = *rest;
    let header = Header::decode(rest).map_err(|_| WRONG)?;
    let (payload, behind) = rest.split_at_checked(header.payload_length).ok_or(WRONG)?;
    *rest = behind;
    let length = all.len().saturating_sub(behind.len());
    Ok((header.list, payload, all.get(..length).ok_or(WRONG)?))
}

impl<'a> Node<'a> {
    /// Reads a node.
    ///
    /// # Errors
    /// What no trie with keys of 32 bytes has.
    pub(super) fn decode(rlp: &'a [u8]) -> Result<Self, &'static str> {
        let mut rest = list(rlp)?;
        let mut items = Vec::with_capacity(17);
        while !rest.is_empty() && items.len() < 18 {
            items.push(item(&mut rest)?);
        }
        match &items[..] {
            [(false, path, _), value] => Self::short(path, *value),
            [children @ .., (false, [], _)] if children.len() == 16 => Self::branch(children),
            [_, .., _] if items.len() == 17 => Err("a branch with a value, which no key ends at"),
            _ => Err("neither a branch nor a leaf nor an extension"),
        }
    }

    fn branch(items: &[(bool, &'a [u8], &'a [u8])]) -> Result<Self, &'static str> {
        let mut children = [Child::Empty; 16];
        let mut used = 0_usize;
        for (place, item) in children.iter_mut().zip(items) {
            *place = child(*item)?;
            used = used.saturating_add(usize::from(!matches!(place, Child::Empty)));
        }
        if used < 2 {
            Err("a branch with less than two children")
        } else {
            Ok(Self::Branch(Box::new(children)))
        }
    }

    /// A leaf or an extension; which of them the path's first digit says (hex prefix encoding).
    fn short(path: &[u8], value: (bool, &'a [u8], &'a [u8])) -> Result<Self, &'static str> {
        const WRONG: &str = "a path that is not hex prefix encoded";
        let (first, more) = path.split_first().ok_or(WRONG)?;
        let (flag, digit) = (first >> 4, first & 15);
        let mut digits = Vec::with_capacity(path.len().saturating_mul(2));
        match flag {
            1 | 3 => digits.push(digit),
            0 | 2 if digit == 0 => {}
            _ => return Err(WRONG),
        }
        digits.extend(more.iter().flat_map(|byte| [byte >> 4, byte & 15]));
        if flag >= 2 {
            return match value {
                (false, value, _) if !value.is_empty() => Ok(Self::Leaf(digits, value)),
                _ => Err("a leaf without a value"),
            };
        }
        match child(value)? {
            Child::Empty => Err("an extension that leads nowhere"),
            _ if digits.is_empty() => Err("an extension without a path"),
            child => Ok(Self::Extension(digits, child)),
        }
    }
}

fn child<'a>(
    (is_list, payload, all): (bool, &'a [u8], &'a [u8]),
) -> Result<Child<'a>, &'static str> {
    match (is_list, payload.len()) {
        (false, 0) => Ok(Child::Empty),
        (false, 32) => Ok(Child::Hash(B256::from_slice(payload))),
        (true, _) if all.len() < 32 => Ok(Child::Inline(all)),
        _ => Err("a child that is neither a hash nor a node of less than 32 bytes"),
    }
}
