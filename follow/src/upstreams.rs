//! Which upstream is next, and which has to wait.

use std::time::{Duration, Instant};

use crate::{
    fault::Fault,
    options::{FollowOptions, UpstreamUrl},
};

/// The upstreams, in the operator's order.
#[derive(Debug)]
pub(crate) struct Upstreams {
    list: Vec<Upstream>,
    next: usize,
}

#[derive(Debug)]
struct Upstream {
    url: UpstreamUrl,
    not_before: Option<Instant>,
    /// Faults since it last sent a block that became final.
    faults: u32,
}

impl Upstreams {
    pub(crate) fn new(urls: &[UpstreamUrl]) -> Self {
        let upstream =
            |url: &UpstreamUrl| Upstream { url: url.clone(), not_before: None, faults: 0 };
        Self { list: urls.iter().map(upstream).collect(), next: 0 }
    }

    /// The one to try now; otherwise how long until there is one. `None` without any upstream.
    pub(crate) fn choose(&self, now: Instant) -> Option<Result<UpstreamUrl, Duration>> {
        let waits = |upstream: &Upstream| {
            upstream.not_before.map_or(Duration::ZERO, |at| at.saturating_duration_since(now))
        };
        // After the one left last come the others, each when it may be tried.
        let order = self.list.iter().cycle().skip(self.next).take(self.list.len());
        let (wait, chosen) = order.map(|one| (waits(one), one)).min_by_key(|(wait, _)| *wait)?;
        Some(if wait.is_zero() { Ok(chosen.url.clone()) } else { Err(wait) })
    }

    /// Notes that `url` was left for `fault`, and whether blocks of it had become final before.
    /// Says how long it has to wait.
    pub(crate) fn leave(
        &mut self,
        url: &UpstreamUrl,
        fault: &Fault,
        progressed: bool,
        options: &FollowOptions,
        now: Instant,
    ) -> Duration {
        let Some(place) = self.list.iter().position(|one| one.url == *url) else {
            return Duration::ZERO;
        };
        self.next = place.wrapping_add(1) % self.list.len().max(1);
        let (first, longest) = match fault.is_honest() {
            true => (options.retry, options.retry_max),
            false => (options.penalty, options.penalty_max),
        };
        let Some(upstream) = self.list.get_mut(place) else { return Duration::ZERO };
        upstream.faults = if progressed { 1 } else { upstream.faults.saturating_add(1) };
        let doubled = 1u32 << upstream.faults.saturating_sub(1).min(20);
        let wait = first.saturating_mul(doubled).min(longest);
        upstream.not_before = now.checked_add(wait);
        wait
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn options(urls: &[&str]) -> FollowOptions {
        let urls = urls.iter().map(|url| url.parse().unwrap()).collect();
        FollowOptions::new(urls, Arc::new(|_, _, _| Ok(())), Duration::from_millis(500))
    }

    #[test]
    fn the_next_one_is_tried_first_and_waits_double_until_blocks_come() {
        let options = options(&["ws://a", "ws://b"]);
        let mut upstreams = Upstreams::new(&options.upstreams);
        let (a, b) = (options.upstreams[0].clone(), options.upstreams[1].clone());
        let now = Instant::now();
        let broken = Fault::Unreachable("gone".into());
        assert_eq!(upstreams.choose(now), Some(Ok(a.clone())));
        assert_eq!(upstreams.leave(&a, &broken, false, &options, now), options.retry);
        assert_eq!(upstreams.choose(now), Some(Ok(b.clone())));
        let garbage = Fault::Garbage { number: 1, reason: String::new() };
        assert_eq!(upstreams.leave(&b, &garbage, false, &options, now), options.penalty);
        assert_eq!(upstreams.choose(now), Some(Err(options.retry)));
        let later = now + options.retry;
        assert_eq!(upstreams.choose(later), Some(Ok(a.clone())));
        assert_eq!(upstreams.leave(&a, &broken, false, &options, later), options.retry * 2);
        for _ in 0..100 {
            upstreams.leave(&a, &broken, false, &options, later);
        }
        assert_eq!(upstreams.leave(&a, &broken, false, &options, later), options.retry_max);
        assert_eq!(upstreams.leave(&a, &broken, true, &options, later), options.retry);
        assert_eq!(Upstreams::new(&[]).choose(now), None);
    }
}
