//! How many connections one visitor holds.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

use parking_lot::Mutex;

use super::limits::visitor;

/// Connections of each visitor, at most so many.
#[derive(Clone, Debug)]
pub(super) struct Peers {
    most: usize,
    open: Arc<Mutex<BTreeMap<IpAddr, usize>>>,
}

/// A visitor's connection, for as long as this lives.
#[derive(Debug)]
pub(super) struct Place {
    peers: Peers,
    who: IpAddr,
}

impl Peers {
    pub(super) fn new(most: usize) -> Self {
        Self { most, open: Arc::default() }
    }

    /// One more connection of `peer`; `None` if it has enough.
    pub(super) fn enter(&self, peer: IpAddr) -> Option<Place> {
        let who = visitor(peer);
        let mut open = self.open.lock();
        let count = open.get(&who).copied().unwrap_or_default();
        if count >= self.most {
            return None;
        }
        open.insert(who, count.saturating_add(1));
        Some(Place { peers: self.clone(), who })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.peers.open.lock();
        match open.get(&self.who).copied().unwrap_or_default().saturating_sub(1) {
            0 => open.remove(&self.who),
            left => open.insert(self.who, left),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_visitor_leaves_places_to_others() {
        let peers = Peers::new(2);
        let [one, other] = ["2001:db8::1", "192.0.2.1"].map(|text| text.parse().unwrap());
        let places = [peers.enter(one), peers.enter("2001:db8::2".parse().unwrap())];
        assert!(places.iter().all(Option::is_some));
        assert!(peers.enter(one).is_none(), "both are of one visitor");
        assert!(peers.enter(other).is_some());
        drop(places);
        assert!(peers.enter(one).is_some());
        assert!(peers.open.lock().is_empty(), "nobody is remembered who is gone");
    }
}
