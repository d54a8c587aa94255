//! `kill -9` at every fail point and at random instants: no acknowledged block is lost.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::ChildStdout,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use cybermiles_storage::{FAIL_POINTS, Store, StoreOptions};
use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::{
    child,
    model::{Made, Model, seed},
};

const CHILD: &str = "kill::commits_until_killed";
/// Kills before a new folder is begun.
const KILLS_PER_FOLDER: u64 = 25;

fn options() -> StoreOptions {
    StoreOptions { history_blocks: Some(256), ..StoreOptions::test() }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

/// The child: commits blocks and tells about each, until it is killed.
#[test]
fn commits_until_killed() {
    if !child::is_child(CHILD) {
        return;
    }
    let variable = |name| std::env::var(name).unwrap_or_default();
    if let Ok(hit) = variable("KILL_HIT").parse::<u64>() {
        let point = variable("KILL_POINT");
        let hits = AtomicU64::new(0);
        fail::cfg_callback(point, move || {
            if hits.fetch_add(1, Ordering::Relaxed) + 1 == hit {
                say("\nAT");
                loop {
                    std::thread::park();
                }
            }
        })
        .unwrap();
    }
    let mut model = Model::fast(variable("KILL_SEED").parse().unwrap());
    let store = model.open(Path::new(&variable("KILL_FOLDER")), options());
    model.skip_to(store.head_number());
    assert_eq!(store.head().hash, model.hash);
    say(&format!("\nOPEN {} {}", model.number, model.hash));
    for _ in 0..variable("KILL_BLOCKS").parse().unwrap() {
        if variable("KILL_LIE") == "true" {
            say(&format!("ACK {} {}", model.number + 1, model.hash));
        }
        model.commit(&store);
        say(&format!("ACK {} {}", model.number, model.hash));
    }
    say("DONE");
    loop {
        std::thread::park();
    }
}

/// What a child told before it was killed.
#[derive(Debug, Default)]
struct Told {
    opened: Option<u64>,
    acknowledged: u64,
    stopped_at_point: bool,
}

fn listen(lines: &mut BufReader<ChildStdout>, until: Option<u64>) -> Told {
    let mut told = Told::default();
    let mut line = String::new();
    while {
        line.clear();
        lines.read_line(&mut line).unwrap() > 0
    } {
        hear(&line, &mut told);
        let enough = until.is_some_and(|until| {
            told.opened.is_some_and(|opened| told.acknowledged >= opened + until)
        });
        if told.stopped_at_point || enough || line.trim() == "DONE" {
            break;
        }
    }
    told
}

fn hear(line: &str, told: &mut Told) {
    let mut words = line.split_whitespace();
    let (word, number) = (words.next(), words.next().and_then(|number| number.parse().ok()));
    // A line cut short by the kill is no acknowledgement, unless its hash is whole.
    let whole = words.next().is_some_and(|hash| hash.len() == 66) && line.ends_with('\n');
    match (word, number) {
        (Some("OPEN"), Some(number)) if whole => {
            (told.opened, told.acknowledged) = (Some(number), number);
        }
        (Some("ACK"), Some(number)) if whole => {
            told.acknowledged = told.acknowledged.max(number);
        }
        (Some("AT"), _) => told.stopped_at_point = true,
        _ => {}
    }
}

/// The blocks that should be in the folder.
struct Expected {
    model: Model,
    recent: BTreeMap<u64, Made>,
}

impl Expected {
    fn advance(&mut self, number: u64) {
        while self.model.number < number {
            let made = self.model.next();
            self.recent.insert(made.block.number(), made);
            if self.recent.len() > 300 {
                self.recent.pop_first();
            }
        }
    }

    /// Opens what was left and compares it.
    fn examine(&mut self, folder: &Path, acknowledged: u64, thorough: bool) -> u64 {
        let store = self.model.open(folder, options());
        let head = store.head_number();
        assert!(head >= acknowledged, "block {acknowledged} was acknowledged, the head is {head}");
        assert!(head <= acknowledged + 1, "head {head}, only {acknowledged} was acknowledged");
        self.advance(head);
        assert_eq!(
            store.head().hash,
            self.recent.get(&head).map_or(self.model.hash, |made| made.block.hash)
        );
        let oldest = store.oldest_block();
        for (number, made) in
            self.recent.range(oldest..=head).rev().take(if thorough { 300 } else { 30 })
        {
            assert_eq!(store.block(*number).unwrap().as_ref(), Some(&made.block));
            assert_eq!(store.number_of(&made.block.hash).unwrap(), Some(*number));
            for (index, transaction) in made.block.transactions.iter().enumerate() {
                let place = store.transaction_location(&transaction.hash).unwrap();
                assert_eq!(place, Some((*number, index)));
            }
        }
        if thorough {
            drop(store);
            let report = Store::verify(folder, &self.model.genesis).unwrap();
            assert_eq!(report.root, self.model.state.root());
        }
        head
    }
}

/// What a row of kills came to.
#[derive(Debug, Default)]
struct Tally {
    reached: BTreeMap<&'static str, u64>,
    instants: u64,
    blocks: u64,
}

/// Kills one child and gives what it had acknowledged.
fn kill_one(
    rng: &mut StdRng,
    kill: u64,
    environment: &mut Vec<(&'static str, String)>,
    before: u64,
    tally: &mut Tally,
) -> u64 {
    // Every second kill at a fail point, each in turn.
    let point = FAIL_POINTS[(kill / 2) as usize % FAIL_POINTS.len()];
    let point = kill.is_multiple_of(2).then_some(point);
    if let Some(point) = point {
        environment.push(("KILL_POINT", point.to_owned()));
        environment.push(("KILL_HIT", rng.random_range(1..=3).to_string()));
    }
    let mut process = child::start(CHILD, environment);
    let mut lines = BufReader::new(process.stdout.take().unwrap());
    let told = listen(&mut lines, point.is_none().then(|| rng.random_range(0..40)));
    if point.is_none() {
        let instant = Instant::now() + Duration::from_micros(rng.random_range(0..4000));
        while Instant::now() < instant {
            std::hint::spin_loop();
        }
    }
    process.kill().unwrap();
    process.wait().unwrap();
    // What was said between the last line heard and the kill counts as well.
    let rest = listen(&mut lines, None);
    match point {
        Some(point) => *tally.reached.entry(point).or_default() += u64::from(told.stopped_at_point),
        None => tally.instants += 1,
    }
    let Some(opened) = told.opened.or(rest.opened) else { return before };
    assert!(opened >= before, "kill {kill}: block {before} is lost, the head is {opened}");
    assert!(opened <= before + 1, "kill {kill}: head {opened} from nowhere");
    told.acknowledged.max(rest.acknowledged)
}

/// Kills as often as asked for and examines what is left; panics when anything is wrong.
fn kill_many(seed: u64, kills: u64, lie: bool) -> Tally {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut tally = Tally::default();
    for round in 0..kills.div_ceil(KILLS_PER_FOLDER) {
        let folder = tempfile::tempdir().unwrap();
        let model = Model::new(seed.wrapping_add(round));
        let mut expected = Expected { model, recent: BTreeMap::new() };
        let mut acknowledged = 0;
        for kill in round * KILLS_PER_FOLDER..kills.min((round + 1) * KILLS_PER_FOLDER) {
            let mut environment = vec![
                ("KILL_FOLDER", folder.path().display().to_string()),
                ("KILL_SEED", expected.model.seed.to_string()),
                ("KILL_BLOCKS", "700".to_owned()),
                ("KILL_LIE", lie.to_string()),
            ];
            acknowledged = kill_one(&mut rng, kill, &mut environment, acknowledged, &mut tally);
            // Sometimes the next child finds the folder as the killed one left it.
            if rng.random_ratio(3, 4) {
                acknowledged = expected.examine(folder.path(), acknowledged, kill % 10 == 9);
            }
        }
        tally.blocks += expected.examine(folder.path(), acknowledged, true);
    }
    tally
}

#[test]
fn no_acknowledged_block_is_lost_and_no_root_is_wrong() {
    let seed = seed("kill", 20_260_901);
    let kills: u64 =
        std::env::var("KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(200);
    let tally = kill_many(seed, kills, false);
    println!("{kills} kills: {tally:?}");
    if kills >= 4 * FAIL_POINTS.len() as u64 {
        let missed: Vec<_> = FAIL_POINTS
            .iter()
            .filter(|point| tally.reached.get(*point).is_none_or(|count| *count == 0))
            .collect();
        assert!(missed.is_empty(), "fail points never reached: {missed:?}");
    }
}

/// The canary: a child that acknowledges a block before it commits it must be found out.
#[test]
fn the_kill_test_can_see() {
    let seed = seed("kill canary", 24);
    let result = std::panic::catch_unwind(|| kill_many(seed, 30, true));
    assert!(result.is_err(), "blocks were acknowledged before they were durable, and none missed");
}
