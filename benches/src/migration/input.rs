//! Lists of holders that nobody has, and the file of a network that takes them over.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use alloy_primitives::{Address, U256, keccak256};

/// CMT's supply in wei.
const SUPPLY: u128 = 1_000_000_000_000_000_000_000_000_000;

/// Writes a list of `count` holders whose balances sum to CMT's supply, spread over many orders of
/// magnitude as real ones are.
pub(super) fn write_holders(path: &Path, count: usize) -> io::Result<()> {
    let mut rows: Vec<(Address, U256)> = (0..count)
        .map(|index| {
            let hash = keccak256(index.to_be_bytes());
            let [magnitude, fine @ ..] = hash.0;
            // 10^0 to 10^18 wei and a bit, so that a million of them stay below the supply.
            let unit = U256::from(10).pow(U256::from(magnitude % 19));
            let times = u16::from_be_bytes([fine[0], fine[1]]) % 900 + 1;
            (Address::from_slice(&hash[12..]), unit * U256::from(times))
        })
        .collect();
    let given = rows.iter().skip(1).fold(U256::ZERO, |sum, (_, wei)| sum + wei);
    if let Some((_, wei)) = rows.first_mut() {
        *wei = U256::from(SUPPLY) - given;
    }
    let mut to = BufWriter::new(File::create(path)?);
    writeln!(to, "address,balance_wei")?;
    for (address, wei) in rows {
        writeln!(to, "{address:#x},{wei}")?;
    }
    to.flush()
}

/// The file of a development chain that has all of it; `credited` and `claimable` in CMT.
pub(super) fn network(credited: &str, claimable: &str) -> String {
    format!(
        "name = \"Figures\"\nchain_id = 4242\ntime = 2027-01-01T00:00:00Z\ntotal = 1_000_000_000\n\
         chain = {{ epoch_blocks = 0 }}\ngroups = {{ contribution = 1_000_000_000 }}\n\n\
         [[allocation]]\nname = \"Holders\"\nkind = \"contribution\"\namount = \"{credited}\"\n\
         file = \"classified/credited.csv\"\n\n[migration]\nfile = \"classified/migration.json\"\n\
         amount = \"{claimable}\"\ndeadline = 2030-01-01T00:00:00Z\n"
    )
}
