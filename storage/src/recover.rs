//! From a data folder to a running store: create it, or find out where it stopped.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicU64},
    },
};

use cybermiles_primitives::{ExecutedBlock, Genesis};
use parking_lot::{Mutex, RwLock};

use crate::{
    SealedHeader, StateTrie, StoreError, StoreOptions,
    acknowledged::{Acknowledged, HeadFile, Vouch},
    checkpoint::{Checkpoint, Meta},
    disk,
    first::First,
    handles::Handles,
    history::{
        World,
        recent::{Recent, changes},
    },
    identity::Identity,
    log::segment::{FIRST_RECORD, ScanEnd, SegmentFile},
    segments::{Segment, Segments},
    shared::{Cache, Codes, Progress, Shared, Writer},
    snapshot::serve::Held,
};

/// Fewer blocks than this are never kept, whatever the options say: `BLOCKHASH` reaches back 256.
const MIN_HISTORY_BLOCKS: u64 = 256;

/// Opens the data folder at `path`, whose lock is held.
pub(crate) fn open(
    path: &Path,
    genesis: &Genesis,
    mut options: StoreOptions,
) -> Result<Shared, StoreError> {
    options.history_blocks = options.history_blocks.map(|blocks| blocks.max(MIN_HISTORY_BLOCKS));
    let first = First::find(path, genesis, &options)?;
    let identity = Identity { chain_id: genesis.spec.chain_id, genesis: first.block.hash };
    let folder = path.join("log");
    disk::create_folder(&folder)?;
    disk::sync_folder(path)?;
    let head_path = path.join("head");
    let vouch = HeadFile::read(&head_path, &identity)?;
    let segments = Segments::new(folder, identity, Handles::new(options.open_files));
    let cache = Cache::new(options.block_cache_bytes);
    let (mut writer, head) = open_log(path, &segments, &cache, vouch, &first)?;
    check_acknowledged(&segments, vouch, head.number())?;
    let newest = Acknowledged { height: head.number(), checksum: writer.checksum };
    let head_file = HeadFile::create(&head_path, &identity, newest)?;
    let codes = Codes::default();
    let floor = first_state(&segments, head.number())?;
    let block_0 = Arc::new(first.block.clone());
    let begins = if segments.first_unsealed() == 0 { first.changes() } else { 0 };
    let (checkpoint, world, progress) =
        open_state(path, &segments, &codes, &options, first, &head, floor)?;
    // What was read back into RAM counts as well, or a node that starts often would never get rid of
    // it. A large genesis is not: it counts so that no start reads it as part of the newest segment.
    writer.changes = world.recent.changes() + begins;
    Ok(Shared {
        path: path.to_owned(),
        identity,
        options,
        first: block_0,
        floor,
        segments,
        world: RwLock::new(world),
        codes,
        checkpoint,
        held: Held::default(),
        progress,
        head: RwLock::new(head),
        head_file,
        cache,
        writer: Mutex::new(writer),
        poison: OnceLock::new(),
        closed: AtomicBool::new(false),
    })
}

/// Opens every segment, cuts off a torn end, and finds the head.
fn open_log(
    data: &Path,
    segments: &Segments,
    cache: &Cache,
    vouch: Vouch,
    first: &First<'_>,
) -> Result<(Writer, Arc<ExecutedBlock>), StoreError> {
    let (sealed, newest) = open_files(segments, vouch)?;
    let (mut next, mut link) = (None, None);
    for file in sealed {
        check_joint(&file, next, link)?;
        let (segment, behind, checksum) = segments.open_sealed(file)?;
        segments.push(segment);
        (next, link) = (Some(behind), Some(checksum));
    }
    let newest = match newest {
        Some(file) => file,
        None if vouch == Vouch::Missing && !Checkpoint::exists(data) => {
            SegmentFile::create(&segments.folder, &segments.identity, 0, 0)?
        }
        None => {
            let path = segments.folder.clone();
            return Err(StoreError::damaged(&path, 0, "the block log", "no segment file"));
        }
    };
    check_joint(&newest, next, link)?;
    let segment = Arc::new(Segment::empty(newest));
    let mut head = None;
    let end = scan_newest(&segment, cache, vouch, &mut head)?;
    segments.push(Arc::clone(&segment));
    let mut writer =
        Writer { segment, end: end.offset, changes: 0, checksum: end.checksum, buffer: Vec::new() };
    if end.next == 0 {
        write_first(&mut writer, first)?;
        head = Some(Arc::new(first.block.clone()));
    }
    let head = match head {
        Some(head) => head,
        // The newest segment is empty: the head ends the one before.
        None => Arc::new(segments.read(end.next - 1, |raw| raw.block())?),
    };
    cache.put_block(&head);
    Ok((writer, head))
}

/// Opens the segment files: those that are full, and the newest. One that a crash left without
/// even a head is deleted.
fn open_files(
    segments: &Segments,
    vouch: Vouch,
) -> Result<(Vec<SegmentFile>, Option<SegmentFile>), StoreError> {
    let names = Segments::names(&segments.folder)?;
    let mut files = Vec::new();
    for (index, first) in names.iter().enumerate() {
        match SegmentFile::open(&segments.folder, &segments.identity, *first)? {
            Some(file) => {
                // There may be more of them than files may be open.
                file.close(&segments.handles);
                files.push(file);
            }
            None => {
                let path = segments.folder.join(SegmentFile::name(*first));
                let acknowledged = match vouch {
                    Vouch::Missing => *first > 0,
                    Vouch::Unreadable => true,
                    Vouch::UpTo(head) => head.height >= *first,
                };
                if acknowledged || index + 1 < names.len() {
                    return Err(StoreError::damaged(&path, 0, "a segment head", "less"));
                }
                tracing::warn!(path = %path.display(), "deleting a segment that was never begun");
                disk::remove(&path)?;
            }
        }
    }
    let newest = files.pop();
    newest.as_ref().map_or(Ok(()), SegmentFile::keep_open)?;
    Ok((files, newest))
}

/// Whether a segment continues the one before it.
fn check_joint(file: &SegmentFile, next: Option<u64>, link: Option<u32>) -> Result<(), StoreError> {
    if let Some(next) = next
        && next != file.first
    {
        let expected = format!("a segment that begins with block {next}");
        let found = format!("one that begins with block {}", file.first);
        return Err(StoreError::damaged(&file.path, 0, expected, found));
    }
    if let Some(link) = link
        && link != file.link
    {
        let expected = format!("a segment linked to {link:08x}");
        return Err(StoreError::damaged(&file.path, 64, expected, format!("{:08x}", file.link)));
    }
    Ok(())
}

/// Reads the newest segment into RAM and cuts off a torn end.
fn scan_newest(
    segment: &Segment,
    cache: &Cache,
    vouch: Vouch,
    head: &mut Option<Arc<ExecutedBlock>>,
) -> Result<ScanEnd, StoreError> {
    let file = &segment.file;
    let end = file.scan(|offset, raw| {
        let block = raw.block().map_err(|err| file.broken(offset, raw.head.height, &err))?;
        let block = Arc::new(block);
        if let crate::segments::Index::Ram(ram) = &mut *segment.index.write() {
            ram.push(&block, offset + raw.head.total() as u64);
        }
        let (hash, header) = (block.hash, block.header.clone());
        cache.put_header(block.number(), Arc::new(SealedHeader { hash, header }));
        cache.put_block(&block);
        *head = Some(block);
        Ok(())
    })?;
    let Some(broken) = &end.broken else { return Ok(end) };
    let acknowledged = match vouch {
        Vouch::Missing => end.next > 0,
        Vouch::Unreadable => true,
        Vouch::UpTo(head) => head.height >= end.next,
    };
    if acknowledged || file.record_behind(end.offset, end.next)? {
        return Err(file.broken(end.offset, end.next, broken));
    }
    tracing::warn!(
        path = %file.path.display(),
        offset = end.offset,
        %broken,
        "cutting off a block that was never acknowledged"
    );
    let open = file.file()?;
    open.set_len(end.offset).map_err(|err| StoreError::io("cut", &file.path, err))?;
    disk::sync(&open, &file.path)?;
    Ok(end)
}

fn write_first(writer: &mut Writer, first: &First<'_>) -> Result<(), StoreError> {
    let file = &writer.segment.file;
    let Some(checksum) = first.encode(&mut writer.buffer) else {
        return Err(StoreError::Refused("the genesis is too large for a record".into()));
    };
    let open = file.file()?;
    disk::write_at(&open, &file.path, &writer.buffer, FIRST_RECORD)?;
    disk::sync(&open, &file.path)?;
    writer.end = FIRST_RECORD + writer.buffer.len() as u64;
    writer.checksum = checksum;
    // Blocks are smaller.
    writer.buffer = Vec::new();
    if let crate::segments::Index::Ram(ram) = &mut *writer.segment.index.write() {
        ram.push(&first.block, writer.end);
    }
    Ok(())
}

/// Whether the log holds what was acknowledged.
fn check_acknowledged(segments: &Segments, vouch: Vouch, head: u64) -> Result<(), StoreError> {
    let Vouch::UpTo(acknowledged) = vouch else {
        if vouch == Vouch::Unreadable || head > 0 {
            tracing::warn!("the `head` file is missing or damaged: it is written again");
        }
        return Ok(());
    };
    if acknowledged.height < segments.oldest() {
        // It lagged behind when the power was cut, and pruning did not.
        return Ok(());
    }
    let path = segments.of(acknowledged.height)?.file.path.clone();
    if acknowledged.height > head {
        let expected = format!("block {}, which was acknowledged", acknowledged.height);
        let found = format!("the end of the log after block {head}");
        return Err(StoreError::damaged(&path, 0, expected, found));
    }
    let checksum = segments.read(acknowledged.height, |raw| Ok(raw.checksum))?;
    if checksum == acknowledged.checksum {
        return Ok(());
    }
    let expected = format!(
        "block {} with checksum {:08x}, as it was acknowledged",
        acknowledged.height, acknowledged.checksum
    );
    Err(StoreError::damaged(&path, 0, expected, format!("{checksum:08x}")))
}

/// The height of the snapshot the log began with: the last block whose record does not say what it
/// did to the state. 0 where all do.
fn first_state(segments: &Segments, head: u64) -> Result<u64, StoreError> {
    let mut floor = 0;
    for number in segments.oldest()..=head {
        if segments.read(number, |raw| Ok(raw.has_diff()))? {
            break;
        }
        floor = number;
    }
    Ok(floor)
}

/// Loads the last checkpoint, or the genesis, and goes forward to the head.
fn open_state(
    data: &Path,
    segments: &Segments,
    codes: &Codes,
    options: &StoreOptions,
    first: First<'_>,
    head: &ExecutedBlock,
    floor: u64,
) -> Result<(Checkpoint, World, Progress), StoreError> {
    let oldest = segments.oldest();
    let loaded = open_checkpoint(data, segments, options, head.number());
    let (checkpoint, meta, trie) = match loaded {
        Err(err) if oldest == 0 && is_damage(&err) => {
            tracing::warn!(%err, "the checkpoint is damaged: the log, which is whole, replaces it");
            Checkpoint::set_aside(data)?;
            open_checkpoint(data, segments, options, head.number())?
        }
        loaded => loaded?,
    };
    let (mut trie, from) = match (trie, meta) {
        (Some(trie), Some(meta)) => (trie, meta.height + 1),
        _ if oldest == 0 => {
            codes.add(&first.codes, 0);
            (first.into_state(options, &segments.folder)?, 1)
        }
        _ => {
            let path = data.join("checkpoint");
            let expected = format!("a checkpoint: the log begins with block {oldest}");
            return Err(StoreError::damaged(&path, 0, expected, "none"));
        }
    };
    let (recent, changed) = replay(segments, codes, options, &mut trie, from, head, floor)?;
    let root = trie.root();
    if root != head.header.state_root {
        let path = segments.of(head.number())?.file.path.clone();
        let expected =
            format!("the state root {} of block {}", head.header.state_root, head.number());
        return Err(StoreError::damaged(&path, 0, expected, root.to_string()));
    }
    let height = meta.map_or(0, |meta| meta.height);
    let progress = Progress {
        height: AtomicU64::new(height),
        exists: AtomicBool::new(meta.is_some()),
        changes: AtomicU64::new(changed),
        asked: AtomicU64::new(height),
    };
    let world = World { trie, recent, head: head.number(), staged: Default::default() };
    Ok((checkpoint, world, progress))
}

const fn is_damage(err: &StoreError) -> bool {
    matches!(err, StoreError::Damaged { .. } | StoreError::Checkpoint { .. })
}

type Loaded = (Checkpoint, Option<Meta>, Option<StateTrie>);

/// Opens the checkpoint and compares it with the header of its block.
fn open_checkpoint(
    data: &Path,
    segments: &Segments,
    options: &StoreOptions,
    head: u64,
) -> Result<Loaded, StoreError> {
    let checkpoint = Checkpoint::open(data, &segments.identity)?;
    let Some(meta) = checkpoint.meta()? else {
        return Ok((checkpoint, None, None));
    };
    let path: PathBuf = data.join("checkpoint");
    if meta.height > head {
        let expected = format!("a checkpoint at or below the head, block {head}");
        return Err(StoreError::damaged(&path, 0, expected, format!("block {}", meta.height)));
    }
    let header = segments.read(meta.height, |raw| raw.header())?;
    let hash = header.hash_slow();
    if (hash, header.state_root) != (meta.hash, meta.root) {
        let expected = format!("block {} with hash {hash}", meta.height);
        return Err(StoreError::damaged(&path, 0, expected, meta.hash.to_string()));
    }
    let mut trie = StateTrie::new(options.keccak);
    checkpoint.load(&mut trie)?;
    let root = trie.root();
    if root != meta.root {
        let expected = format!("accounts with the state root {}", meta.root);
        return Err(StoreError::damaged(&path, 0, expected, root.to_string()));
    }
    if !checkpoint.is_sealed() {
        checkpoint.seal()?;
    }
    Ok((checkpoint, Some(meta), Some(trie)))
}

/// Applies the diffs of the blocks `from` to the head, and keeps those of recent blocks in RAM.
/// Returns as well how many changes no checkpoint holds.
fn replay(
    segments: &Segments,
    codes: &Codes,
    options: &StoreOptions,
    trie: &mut StateTrie,
    from: u64,
    head: &ExecutedBlock,
    floor: u64,
) -> Result<(Recent, u64), StoreError> {
    let oldest = segments.oldest();
    let window = (head.number() + 1).saturating_sub(options.proof_blocks);
    let keep = window.min(segments.first_unsealed()).min(head.number()).max(oldest);
    // A snapshot's blocks have none; nobody goes back behind block 0.
    let keep = keep.max(floor + 1);
    let mut recent = Recent::new(keep);
    let mut changed = 0;
    for number in from.min(keep)..=head.number() {
        let diff = segments.read(number, |raw| raw.diff())?;
        if number >= from {
            codes.add(&diff.codes, number);
            changed += changes(&diff);
            trie.apply(&diff).map_err(|err| {
                let path = segments.of(number).map(|segment| segment.file.path.clone());
                let path = path.unwrap_or_else(|_| segments.folder.clone());
                let expected = format!("a diff of block {number} that fits the state before it");
                StoreError::damaged(&path, 0, expected, err.to_string())
            })?;
        }
        if number >= keep {
            recent.push(Arc::new(diff));
        }
    }
    Ok((recent, changed))
}
