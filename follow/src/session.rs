//! Following one upstream until something is wrong with it.

use std::{sync::Arc, time::Duration};

use cybermiles_chain::Chain;
use tokio::time::Instant;

use crate::{
    ancestry::Ancestry,
    fault::{End, Fault, printable},
    follower::Shared,
    link::{Link, Sent},
    options::{FollowOptions, UpstreamUrl},
};

/// A connection and what it has sent so far.
pub(crate) struct Session<'a> {
    pub(crate) chain: &'a Arc<Chain>,
    pub(crate) options: &'a FollowOptions,
    pub(crate) shared: &'a Shared,
    link: Arc<Link>,
    line: Ancestry,
    /// When the newest block became final.
    moved: Instant,
}

impl<'a> Session<'a> {
    /// Connects to `url` and makes sure that it is of this chain.
    pub(crate) async fn open(
        chain: &'a Arc<Chain>,
        options: &'a FollowOptions,
        shared: &'a Shared,
        url: &UpstreamUrl,
    ) -> Result<Self, Fault> {
        let link = Link::open(url, options.request_timeout).await?;
        link.check_chain(chain.spec().chain_id, chain.genesis_hash()).await?;
        let highest = link.head().await?;
        shared.connected(url, highest, chain.head().number());
        Ok(Self {
            chain,
            options,
            shared,
            link: Arc::new(link),
            line: Ancestry::default(),
            moved: Instant::now(),
        })
    }

    /// Follows. Only returns when it is over.
    pub(crate) async fn run(&mut self) -> End {
        loop {
            if let Err(end) = self.follow().await {
                return end;
            }
        }
    }

    /// Catches up, then takes blocks as they come until one is missed.
    async fn follow(&mut self) -> Result<(), End> {
        self.catch_up().await?;
        let Some(mut pushed) = self.link.subscribe().await? else {
            self.check_pace()?;
            tokio::time::sleep(self.poll()).await;
            return Ok(());
        };
        // What became final since the last answer, before anything was pushed.
        self.catch_up().await?;
        loop {
            self.check_pace()?;
            let until = self.moved + self.options.stall;
            let Ok(sent) = tokio::time::timeout_at(until, pushed.next()).await else { continue };
            let sent = match sent {
                Some(Ok(sent)) => sent,
                Some(Err(error)) => {
                    let number = self.line.next(self.chain.head().number());
                    let reason = printable(&error.to_string());
                    return Err(Fault::Garbage { number, reason }.into());
                }
                // Cut off, or too slow: whatever is gone is asked for.
                None => return Ok(()),
            };
            let number = sent.number.to::<u64>();
            self.shared.saw(number);
            if number > self.line.next(self.chain.head().number()) {
                self.catch_up().await?;
            } else {
                self.line.add(self.chain, &sent, self.options)?;
                self.settle()?;
            }
        }
    }

    /// Asks for blocks until there are no more. The next ones are on their way while these are
    /// executed.
    async fn catch_up(&mut self) -> Result<(), End> {
        let mut blocks = self.ask().await?;
        loop {
            let before = self.line.next(self.chain.head().number());
            for sent in &blocks {
                self.line.add(self.chain, sent, self.options)?;
            }
            let next = self.line.next(self.chain.head().number());
            if next == before {
                return Ok(());
            }
            self.shared.saw(next.saturating_sub(1));
            let (link, max) = (self.link.clone(), self.options.batch);
            let ahead = tokio::spawn(async move { link.blocks(next, max).await });
            let settled = self.settle();
            if settled.is_err() {
                ahead.abort();
                return settled;
            }
            let answer = ahead.await.map_err(|error| Fault::Unreachable(error.to_string()))?;
            blocks = answer?;
        }
    }

    async fn ask(&self) -> Result<Vec<Sent>, Fault> {
        let from = self.line.next(self.chain.head().number());
        self.link.blocks(from, self.options.batch).await
    }

    fn settle(&mut self) -> Result<(), End> {
        let before = self.chain.head().number();
        let stop = || self.shared.is_stopping();
        let result = self.line.settle(self.chain, &self.options.check, &stop);
        let head = self.chain.head().number();
        if head > before {
            self.moved = Instant::now();
            self.shared.moved(head, head.saturating_sub(before));
        }
        result
    }

    fn check_pace(&self) -> Result<(), Fault> {
        match self.moved.elapsed() >= self.options.stall {
            true => Err(Fault::Stalled(self.options.stall)),
            false => Ok(()),
        }
    }

    /// How often one is asked that cannot push.
    fn poll(&self) -> Duration {
        let half = Duration::from_millis(self.chain.spec().block_time_ms / 2);
        half.clamp(Duration::from_millis(50), Duration::from_secs(1))
    }
}
