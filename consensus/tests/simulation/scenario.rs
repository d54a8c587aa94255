//! What happens in a simulation. All of it follows from one number.

use rand::{Rng, SeedableRng, rngs::StdRng, seq::SliceRandom};

/// A whole run: a network, its load, what is done to it and when.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    pub(crate) seed: u64,
    pub(crate) validators: usize,
    pub(crate) epoch_blocks: u64,
    pub(crate) block_time_ms: u64,
    pub(crate) weather: Weather,
    pub(crate) byzantine: Option<(usize, Deed)>,
    /// Between one and the next, all machines lose their power at once.
    pub(crate) lives: Vec<Vec<Timed>>,
    /// Percent of the bytes of a write nobody waited for that survive a loss of power; and whether
    /// they are its first ones or any.
    pub(crate) survives: (u64, bool),
    /// Transactions a second.
    pub(crate) load: u64,
    pub(crate) plant: Plant,
}

/// What the network does to messages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weather {
    pub(crate) latency_ms: u64,
    pub(crate) jitter_ms: u64,
    /// Of 100 messages, how many are lost, come twice, or are overtaken by the next one.
    pub(crate) lost: u64,
    pub(crate) doubled: u64,
    pub(crate) overtaken: u64,
}

/// What the one dishonest validator does.
#[derive(Clone, Debug)]
pub(crate) enum Deed {
    /// Runs twice with one key. Each half proposes and votes for itself; it reaches the validators
    /// that `sides` gives to it (1, 2 or 3 for both).
    Twins { sides: Vec<u8> },
    /// Signs a contradiction to every vote of its own.
    Contradict,
    /// Sends nothing of one kind to some: blocks to `victims`, or votes and certificates to
    /// anybody.
    Withhold { victims: Vec<usize>, votes: bool },
    /// Sends again what it sent and heard before.
    Replay,
    /// Sends random bytes, and true messages with bytes changed, on every channel.
    Garbage,
}

/// Something that happens so many milliseconds after its life began.
#[derive(Clone, Debug)]
pub(crate) struct Timed {
    pub(crate) at_ms: u64,
    pub(crate) event: Event,
}

#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// These links, from one to another, carry nothing.
    Cut(Vec<(usize, usize)>),
    /// The next proposer is cut off.
    CutLeader,
    /// All links work.
    Join,
    /// A validator's process is killed.
    Crash(usize),
    /// It crashes while its next block is written.
    CrashWriting(usize),
    /// Its record of votes cannot be written any more: nothing may be signed until a new start.
    BreakRecord(usize),
    /// It is started again.
    Start(usize),
}

/// A fault in the programs under test, for the tests of the simulation itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plant {
    None,
    /// Two of four validators are twins: more than a third, so that a fork is certain.
    TooManyTwins,
    /// Block 0 has a wallet whose money is not counted.
    UncountedMoney,
    /// A crash takes an acknowledged block off one validator's disk.
    LostBlock,
    /// A crash takes one validator's record of votes, and consensus' own files.
    Amnesia,
}

/// The longest a life lasts before everything is repaired, in milliseconds.
const LIFE_MS: std::ops::RangeInclusive<u64> = 5_000..=14_000;

impl Scenario {
    /// What follows from `seed`.
    pub(crate) fn of(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let validators = if rng.random_ratio(1, 3) { 7 } else { 4 };
        let weather = Weather {
            latency_ms: rng.random_range(1..=80),
            jitter_ms: rng.random_range(0..=20),
            lost: *[0, 0, 1, 3, 5, 10, 15, 20].get(rng.random_range(0..8)).unwrap_or(&0),
            doubled: if rng.random_ratio(1, 3) { rng.random_range(1..=10) } else { 0 },
            overtaken: if rng.random_ratio(1, 3) { rng.random_range(1..=10) } else { 0 },
        };
        let byzantine = rng.random_ratio(1, 2).then(|| {
            let who = rng.random_range(0..validators);
            (who, deed(&mut rng, validators, who))
        });
        let honest: Vec<usize> =
            (0..validators).filter(|at| byzantine.as_ref().is_none_or(|(b, _)| b != at)).collect();
        let lives = 1 + usize::from(rng.random_ratio(1, 3));
        Self {
            seed,
            validators,
            epoch_blocks: rng.random_range(4..=16),
            block_time_ms: rng.random_range(100..=250),
            weather,
            byzantine,
            lives: (0..lives).map(|_| life(&mut rng, validators, &honest)).collect(),
            survives: (rng.random_range(0..=100), rng.random()),
            load: rng.random_range(2..=30),
            plant: Plant::None,
        }
    }

    /// The same with a fault in it.
    pub(crate) fn planted(seed: u64, plant: Plant) -> Self {
        let mut scenario = Self::of(seed);
        scenario.plant = plant;
        if plant == Plant::TooManyTwins {
            scenario.validators = 4;
            scenario.byzantine = Some((2, Deed::Twins { sides: vec![1, 2, 3, 3] }));
            scenario.weather.lost = 0;
            scenario.lives = vec![Vec::new()];
        }
        if matches!(plant, Plant::LostBlock | Plant::Amnesia) {
            scenario.byzantine = None;
            let crash = |at_ms, event| Timed { at_ms, event };
            scenario.lives = vec![
                (0..6)
                    .flat_map(|n| {
                        let victim = usize::try_from(n).unwrap_or(0) % 2;
                        let crashed = crash(3_000 + n * 700, Event::Crash(victim));
                        [crashed, crash(3_050 + n * 700, Event::Start(victim))]
                    })
                    .collect(),
            ];
        }
        scenario
    }

    /// Whether this validator follows the rules.
    pub(crate) fn is_honest(&self, validator: usize) -> bool {
        let planted = self.plant == Plant::TooManyTwins && validator >= 2;
        !planted && self.byzantine.as_ref().is_none_or(|(who, _)| *who != validator)
    }

    /// What this validator does wrong.
    pub(crate) fn deed(&self, validator: usize) -> Option<&Deed> {
        self.byzantine.as_ref().filter(|_| !self.is_honest(validator)).map(|(_, deed)| deed)
    }
}

fn deed(rng: &mut StdRng, validators: usize, who: usize) -> Deed {
    match rng.random_range(0..6) {
        0 | 1 => {
            let mut sides: Vec<u8> = (0..validators).map(|_| rng.random_range(1..=3)).collect();
            // One at least hears both halves.
            sides[(who + 1) % validators] = 3;
            Deed::Twins { sides }
        }
        2 => Deed::Contradict,
        3 => {
            let victims = (0..validators).filter(|_| rng.random_ratio(1, 2)).collect();
            Deed::Withhold { victims, votes: rng.random_ratio(1, 3) }
        }
        4 => Deed::Replay,
        _ => Deed::Garbage,
    }
}

/// Faults in the order of time. Who crashes stays down for a while, or until the end.
fn life(rng: &mut StdRng, validators: usize, honest: &[usize]) -> Vec<Timed> {
    let length = rng.random_range(LIFE_MS);
    let mut events = Vec::new();
    for _ in 0..rng.random_range(0..=3) {
        let at_ms = rng.random_range(500..length);
        let until = (at_ms + rng.random_range(200..4_000)).min(length);
        events.push(Timed { at_ms, event: cut(rng, validators) });
        events.push(Timed { at_ms: until, event: Event::Join });
    }
    for _ in 0..rng.random_range(0..=5) {
        let at_ms = rng.random_range(500..length);
        let until = (at_ms + rng.random_range(20..3_000)).min(length);
        // Now and then more than the network can do without: it halts, and goes on.
        let most = (validators - 1) / 3;
        let count = if rng.random_ratio(1, 5) { rng.random_range(1..=honest.len()) } else { most };
        let mut victims = honest.to_vec();
        victims.shuffle(rng);
        for victim in victims.into_iter().take(rng.random_range(1..=count)) {
            let event = match rng.random_range(0..8) {
                0..3 => Event::CrashWriting(victim),
                3 => Event::BreakRecord(victim),
                _ => Event::Crash(victim),
            };
            events.push(Timed { at_ms, event });
            events.push(Timed { at_ms: until, event: Event::Start(victim) });
        }
    }
    events.push(Timed { at_ms: length, event: Event::Join });
    events.sort_by_key(|timed| timed.at_ms);
    events
}

fn cut(rng: &mut StdRng, validators: usize) -> Event {
    let pairs = |is_cut: &dyn Fn(usize, usize) -> bool| {
        let all = (0..validators).flat_map(|from| (0..validators).map(move |to| (from, to)));
        Event::Cut(all.filter(|(from, to)| from != to && is_cut(*from, *to)).collect())
    };
    let side: Vec<bool> = (0..validators).map(|_| rng.random()).collect();
    let alone = rng.random_range(0..validators);
    match rng.random_range(0..6) {
        0 | 1 => pairs(&|from, to| side[from] != side[to]),
        2 => pairs(&|from, to| from == alone || to == alone),
        // It hears and is not heard.
        3 => pairs(&|from, _| from == alone),
        4 => pairs(&|from, to| side[from] && !side[to]),
        _ => Event::CutLeader,
    }
}
