//! What stands between a validator and the network: bad luck, and bad intentions.

use std::{collections::VecDeque, num::NonZeroUsize, sync::Arc, time::SystemTime};

use commonware_actor::{Feedback, Unreliable};
use commonware_cryptography::ed25519::PublicKey;
use commonware_p2p::{
    BlockedSubscription, Blocker, CheckedSender, LimitedSender, Message, Receiver, Recipients,
    Sender as _,
    simulated::{self, Control},
};
use commonware_runtime::{IoBuf, IoBufs, deterministic::Context};
use commonware_utils::NZUsize;
use parking_lot::Mutex;
use rand::{Rng, rngs::StdRng};

use crate::{forger::Forger, scenario::Weather};

/// Channels of a validator, by what they carry.
pub(crate) const VOTES: u64 = 0;
pub(crate) const CERTIFICATES: u64 = 1;
pub(crate) const RESOLVER: u64 = 2;
pub(crate) const BLOCKS: u64 = 3;
pub(crate) const CHANNELS: u64 = 6;

/// Messages that wait for one part of a validator.
const CAPACITY: NonZeroUsize = NZUsize!(1024);

/// Messages a repeater remembers.
const REMEMBERED: usize = 256;

type Wire = simulated::Sender<PublicKey, Context>;

/// How a dishonest validator sends.
pub(crate) struct Habit {
    pub(crate) rng: StdRng,
    pub(crate) intent: Intent,
    memory: Vec<(u64, IoBuf)>,
}

pub(crate) enum Intent {
    /// It is one half of twins.
    Half(Half),
    Contradict(Box<Forger>),
    Withhold {
        victims: Vec<PublicKey>,
        votes: bool,
    },
    Replay,
    Garbage,
}

/// Whom one half of twins talks with. Other twins have a half on the same side: what is sent to
/// them carries the side's number behind it.
#[derive(Clone)]
pub(crate) struct Half {
    pub(crate) side: u8,
    pub(crate) reached: Vec<PublicKey>,
    pub(crate) twins: Vec<PublicKey>,
}

impl Habit {
    pub(crate) fn new(rng: StdRng, intent: Intent) -> Arc<Mutex<Self>> {
        Arc::new(Mutex::new(Self { rng, intent, memory: Vec::new() }))
    }

    fn remember(&mut self, channel: u64, message: &IoBuf) {
        if self.memory.len() == REMEMBERED {
            let at = self.rng.random_range(0..REMEMBERED);
            self.memory.swap_remove(at);
        }
        self.memory.push((channel, message.clone()));
    }

    /// What is sent, and to whom, in place of one message.
    fn tamper(
        &mut self,
        channel: u64,
        to: &[PublicKey],
        message: IoBuf,
    ) -> Vec<(Vec<PublicKey>, IoBuf)> {
        let all = to.to_vec();
        let others = |left_out: &[PublicKey]| -> Vec<PublicKey> {
            to.iter().filter(|one| !left_out.contains(one)).cloned().collect()
        };
        match &mut self.intent {
            Intent::Half(half) => {
                let reached = |one: &&PublicKey| half.reached.contains(one);
                let honest = to.iter().filter(reached).cloned().collect();
                let twins = to.iter().filter(|one| half.twins.contains(one)).cloned().collect();
                let mut marked = message.as_ref().to_vec();
                marked.push(half.side);
                vec![(honest, message), (twins, marked.into())]
            }
            Intent::Contradict(forger) if channel == VOTES => {
                match forger.contradict(&message, &mut self.rng) {
                    // Some hear the one first, some the other.
                    Some(forged) if self.rng.random() => {
                        let cut = self.rng.random_range(0..=to.len());
                        let (first, last) = to.split_at(cut);
                        vec![
                            (first.to_vec(), message.clone()),
                            (all.clone(), forged),
                            (last.to_vec(), message),
                        ]
                    }
                    _ => vec![(all, message)],
                }
            }
            Intent::Contradict(_) => vec![(all, message)],
            // Its vote would be in the certificates that it makes of the others'.
            Intent::Withhold { votes: true, .. } if channel <= RESOLVER => Vec::new(),
            Intent::Withhold { victims, .. } if channel == BLOCKS || channel == CERTIFICATES => {
                vec![(others(victims), message)]
            }
            Intent::Withhold { .. } => vec![(all, message)],
            Intent::Replay => {
                self.remember(channel, &message);
                let mut sent = vec![(all.clone(), message)];
                let same: Vec<_> = self.memory.iter().filter(|(c, _)| *c == channel).collect();
                if self.rng.random_ratio(1, 3) {
                    let (_, old) = same[self.rng.random_range(0..same.len())];
                    sent.push((all, old.clone()));
                }
                sent
            }
            Intent::Garbage => {
                let mut sent = vec![(all.clone(), message.clone())];
                if self.rng.random_ratio(1, 10) {
                    sent.push((all, spoil(message.as_ref(), &mut self.rng)));
                }
                sent
            }
        }
    }
}

/// A message with something wrong, or nothing but noise.
fn spoil(message: &[u8], rng: &mut StdRng) -> IoBuf {
    let mut bytes = message.to_vec();
    match rng.random_range(0..4) {
        0 => bytes = (0..rng.random_range(0..300)).map(|_| rng.random()).collect(),
        1 => bytes.truncate(rng.random_range(0..=bytes.len())),
        2 => bytes.extend((0..rng.random_range(1..40)).map(|_| rng.random::<u8>())),
        _ => {
            for _ in 0..rng.random_range(1..4) {
                let at = rng.random_range(0..bytes.len().max(1));
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << rng.random_range(0..8);
                }
            }
        }
    }
    bytes.into()
}

/// A channel's sending end.
#[derive(Clone)]
pub(crate) struct Outgoing {
    wire: Wire,
    channel: u64,
    habit: Option<Arc<Mutex<Habit>>>,
}

impl Outgoing {
    pub(crate) fn new(wire: Wire, channel: u64, habit: Option<Arc<Mutex<Habit>>>) -> Self {
        Self { wire, channel, habit }
    }

    /// Sends bytes that nobody asked for.
    pub(crate) fn noise(&mut self, rng: &mut StdRng) {
        let noise = spoil(&[], rng);
        self.wire.send(Recipients::All, noise, false);
    }
}

impl LimitedSender for Outgoing {
    type PublicKey = PublicKey;
    type Checked<'a> = Checked<'a>;

    fn check(&mut self, recipients: Recipients<PublicKey>) -> Result<Checked<'_>, SystemTime> {
        let wire = self.wire.clone();
        let (channel, habit) = (self.channel, self.habit.clone());
        Ok(Checked { checked: self.wire.check(recipients)?, wire, channel, habit })
    }
}

/// A message's recipients, before it is sent.
pub(crate) struct Checked<'a> {
    checked: <Wire as LimitedSender>::Checked<'a>,
    wire: Wire,
    channel: u64,
    habit: Option<Arc<Mutex<Habit>>>,
}

impl CheckedSender for Checked<'_> {
    type PublicKey = PublicKey;

    fn recipients(&self) -> Vec<PublicKey> {
        self.checked.recipients()
    }

    fn send(mut self, message: impl Into<IoBufs> + Send, priority: bool) -> Unreliable<Feedback> {
        let Some(habit) = self.habit.take() else { return self.checked.send(message, priority) };
        let to = self.checked.recipients();
        let message = message.into().coalesce();
        for (to, message) in habit.lock().tamper(self.channel, &to, message) {
            if !to.is_empty() {
                self.wire.send(Recipients::Some(to), message, priority);
            }
        }
        Unreliable::new(Feedback::Ok)
    }
}

/// A channel's receiving end.
pub(crate) struct Incoming {
    wire: simulated::Receiver<PublicKey>,
    channel: u64,
    weather: Weather,
    rng: StdRng,
    ready: VecDeque<Message<PublicKey>>,
    held: Option<Message<PublicKey>>,
    habit: Option<Arc<Mutex<Habit>>>,
}

impl Incoming {
    pub(crate) fn new(
        wire: simulated::Receiver<PublicKey>,
        channel: u64,
        weather: Weather,
        rng: StdRng,
        habit: Option<Arc<Mutex<Habit>>>,
    ) -> Self {
        Self { wire, channel, weather, rng, ready: VecDeque::new(), held: None, habit }
    }

    fn hear(&mut self, message: Message<PublicKey>) {
        let Some(message) = self.admit(message) else { return };
        if self.held.is_none() && self.rng.random_range(0..100) < self.weather.overtaken {
            self.held = Some(message);
            return;
        }
        if self.rng.random_range(0..100) < self.weather.doubled {
            self.ready.push_back(message.clone());
        }
        self.ready.push_back(message);
        self.ready.extend(self.held.take());
    }

    fn admit(&self, (from, message): Message<PublicKey>) -> Option<Message<PublicKey>> {
        let Some(habit) = &self.habit else { return Some((from, message)) };
        let mut habit = habit.lock();
        if let Intent::Half(half) = &habit.intent {
            if half.twins.contains(&from) {
                let (side, message) = message.as_ref().split_last()?;
                return (*side == half.side).then(|| (from, message.to_vec().into()));
            }
            return half.reached.contains(&from).then_some((from, message));
        }
        if matches!(habit.intent, Intent::Replay) {
            habit.remember(self.channel, &message);
        }
        Some((from, message))
    }
}

impl std::fmt::Debug for Incoming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Incoming").field("channel", &self.channel).finish_non_exhaustive()
    }
}

impl Receiver for Incoming {
    type Error = simulated::Error;
    type PublicKey = PublicKey;

    async fn recv(&mut self) -> Result<Message<PublicKey>, simulated::Error> {
        loop {
            if let Some(message) = self.ready.pop_front() {
                return Ok(message);
            }
            let message = self.wire.recv().await?;
            self.hear(message);
        }
    }

    /// The simulated network's own answer is what all peers there may ever be send in a burst: more
    /// room than is made in a moment, for queues that hold a handful here.
    fn capacity(&self) -> NonZeroUsize {
        CAPACITY
    }
}

/// Keeps out whom an honest validator wants to be kept out. Conspirators never complain.
#[derive(Clone)]
pub(crate) struct Guard {
    control: Control<PublicKey, Context>,
    is_honest: bool,
}

impl Guard {
    pub(crate) fn new(control: Control<PublicKey, Context>, is_honest: bool) -> Self {
        Self { control, is_honest }
    }
}

impl Blocker for Guard {
    type PublicKey = PublicKey;

    fn block(&mut self, peer: PublicKey) -> Feedback {
        if self.is_honest { self.control.block(peer) } else { Feedback::Ok }
    }

    fn blocked(&mut self) -> BlockedSubscription<PublicKey> {
        self.control.blocked()
    }
}
