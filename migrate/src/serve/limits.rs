//! How much of the server one visitor may use, and how much of the relayer all may.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv6Addr},
    time::{Duration, Instant},
};

use parking_lot::Mutex;

/// Visitors that are remembered. Beyond that those who asked nothing for long are forgotten, and
/// if there are none, whoever is new waits.
const VISITORS: usize = 20_000;

/// Tokens that come back with time.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: u32,
    since: Instant,
}

impl Bucket {
    /// Takes one of `limit` a minute.
    fn take(&mut self, limit: u32, now: Instant) -> bool {
        let each = Duration::from_secs(60).checked_div(limit).unwrap_or(Duration::MAX);
        let passed = now.saturating_duration_since(self.since);
        let back = passed.as_nanos().checked_div(each.as_nanos().max(1)).unwrap_or_default();
        let back = u32::try_from(back).unwrap_or(u32::MAX);
        if back > 0 {
            self.left = self.left.saturating_add(back).min(limit);
            self.since = now;
        }
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }
}

/// At most so many a minute, of each kind of `K`.
#[derive(Debug)]
pub(super) struct Limit<K> {
    per_minute: u32,
    buckets: Mutex<BTreeMap<K, Bucket>>,
}

impl<K: Ord> Limit<K> {
    /// A limit; zero is none.
    pub(super) fn new(per_minute: u32) -> Self {
        Self { per_minute, buckets: Mutex::default() }
    }

    /// Whether there is no limit.
    pub(super) fn is_none(&self) -> bool {
        self.per_minute == 0
    }

    /// Whether there is one more for `who`.
    pub(super) fn take(&self, who: K, now: Instant) -> bool {
        if self.per_minute == 0 {
            return true;
        }
        let mut buckets = self.buckets.lock();
        if buckets.len() >= VISITORS && !buckets.contains_key(&who) {
            let minute = Duration::from_secs(60);
            buckets.retain(|_, bucket| now.saturating_duration_since(bucket.since) < minute);
            if buckets.len() >= VISITORS {
                return false;
            }
        }
        let full = Bucket { left: self.per_minute, since: now };
        buckets.entry(who).or_insert(full).take(self.per_minute, now)
    }
}

/// One visitor: an IPv4 address, or the /64 of an IPv6 one, of which everybody has as many
/// addresses as they like.
pub(super) fn visitor(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(four) => four.into(),
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_fills_with_time_and_never_beyond() {
        let (limit, start) = (Limit::new(3), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!([0, 0, 0, 0].map(|s| limit.take(1, at(s))), [true, true, true, false]);
        assert!(limit.take(2, at(0)), "others have their own");
        assert_eq!([19, 20, 21].map(|s| limit.take(1, at(s))), [false, true, false]);
        assert_eq!([9000; 4].map(|s| limit.take(1, at(s))), [true, true, true, false]);
        let none = Limit::new(0);
        assert!((0..1000).all(|_| none.take(1, start)));
    }

    #[test]
    fn memory_is_bounded_and_comes_back() {
        let (limit, start) = (Limit::new(1), Instant::now());
        assert!((0..VISITORS).all(|who| limit.take(who, start)));
        assert!(!limit.take(VISITORS, start));
        assert!(limit.take(VISITORS, start + Duration::from_secs(61)));
        assert_eq!(limit.buckets.lock().len(), 1);
    }

    #[test]
    fn a_network_of_one_is_one_visitor() {
        let of = |text: &str| visitor(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
        assert_ne!(of("10.0.0.2"), of("10.0.0.1"));
    }
}
