//! A validator's seed in a file, behind a password: Web3 Secret Storage version 3, which geth and
//! every wallet use for account keys.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use aes::Aes128;
use alloy_primitives::{B256, Bytes, FixedBytes, keccak256};
use ctr::cipher::{KeyIvInit as _, StreamCipher as _};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{BadSeed, Seed, ValidatorKeys};

type Cipher = ctr::Ctr128BE<Aes128>;

const VERSION: u8 = 3;
const CIPHER: &str = "aes-128-ctr";
const KDF: &str = "scrypt";
/// Bytes derived from the password: 16 to encrypt with, 16 to check with.
const DERIVED: usize = 32;
/// Memory that a file may demand before its password is checked, and the work measured by it
/// (`128 · n · r · p`): 1 GiB.
const MAX_SCRYPT_BYTES: u64 = 1 << 30;
/// Largest file read. They have some 600 bytes.
const MAX_FILE_BYTES: u64 = 64 << 10;

/// What guessing a password costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Logarithm of scrypt's `n`; `r` is 8 and `p` is 1.
    pub log_n: u8,
}

impl Cost {
    /// 256 MiB and about a second, as geth demands for its account keys.
    pub const STANDARD: Self = Self { log_n: 18 };
    /// For tests, and for networks whose coins have no value.
    pub const LIGHT: Self = Self { log_n: 12 };
}

/// Why a keystore cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeystoreError {
    /// There is a file already.
    #[error("{} exists: a keystore is never overwritten. Move it away first", .0.display())]
    Exists(PathBuf),
    /// It cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Others may read it.
    #[error(
        "{} has mode {mode:o}, expected 600: others on this machine may have read it. Make it \
         private with `chmod 600`",
        path.display()
    )]
    Mode {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// It is no keystore.
    #[error("{} is no keystore of version 3: {why}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The password does not open it.
    #[error("the password does not open {}, or the file was changed", .0.display())]
    WrongPassword(PathBuf),
    /// No randomness.
    #[error("the system gives no randomness: {0}")]
    Randomness(String),
    /// A seed that makes no keys.
    #[error(transparent)]
    Seed(#[from] BadSeed),
}

/// The file as it is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Keystore {
    version: u8,
    id: String,
    /// The public key, so that one need not open the file to know whose it is.
    #[serde(rename = "consensusKey")]
    consensus_key: B256,
    crypto: Crypto,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Crypto {
    cipher: String,
    cipherparams: CipherParameters,
    #[serde(with = "plain_hex")]
    ciphertext: Bytes,
    kdf: String,
    kdfparams: ScryptParameters,
    #[serde(with = "plain_hex")]
    mac: Bytes,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct CipherParameters {
    #[serde(with = "plain_hex")]
    iv: Bytes,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct ScryptParameters {
    dklen: usize,
    n: u64,
    p: u32,
    r: u32,
    #[serde(with = "plain_hex")]
    salt: Bytes,
}

/// The format has hexadecimal without `0x`.
mod plain_hex {
    use alloy_primitives::{Bytes, hex};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &Bytes, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex::encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Bytes, D::Error> {
        let text = String::deserialize(from)?;
        hex::decode(text).map(Into::into).map_err(D::Error::custom)
    }
}

impl Seed {
    /// A new seed, which nobody knows.
    ///
    /// # Errors
    /// [`KeystoreError::Randomness`].
    pub fn generate() -> Result<Self, KeystoreError> {
        Ok(Self::from_bytes(*Zeroizing::new(random::<32>()?)))
    }

    /// Writes the seed to a new file at `path`, which only the owner can read and only `password`
    /// can open. It is on the disk when this returns.
    ///
    /// # Errors
    /// [`KeystoreError`]; nothing is overwritten.
    pub fn store(&self, path: &Path, password: &str, cost: Cost) -> Result<(), KeystoreError> {
        let io = |source: io::Error| match source.kind() {
            io::ErrorKind::AlreadyExists => KeystoreError::Exists(path.to_owned()),
            _ => KeystoreError::Io { path: path.to_owned(), source },
        };
        let (salt, iv, id) = (random::<32>()?, random::<16>()?, random::<16>()?);
        let kdfparams = ScryptParameters {
            dklen: DERIVED,
            n: 1 << cost.log_n,
            p: 1,
            r: 8,
            salt: salt.to_vec().into(),
        };
        let malformed = |why| KeystoreError::Malformed { path: path.to_owned(), why };
        let derived = kdfparams.derive(password).map_err(malformed)?;
        let mut ciphertext = self.as_bytes().to_vec();
        apply_cipher(&derived, &iv, &mut ciphertext).map_err(malformed)?;
        let keystore = Keystore {
            version: VERSION,
            id: uuid(id),
            consensus_key: ValidatorKeys::derive(self)?.consensus_key(),
            crypto: Crypto {
                cipher: CIPHER.into(),
                cipherparams: CipherParameters { iv: iv.to_vec().into() },
                mac: mac(&derived, &ciphertext).into(),
                ciphertext: ciphertext.into(),
                kdf: KDF.into(),
                kdfparams,
            },
        };
        let text = serde_json::to_vec_pretty(&keystore);
        let text = text.map_err(|error| malformed(error.to_string()))?;
        let mut file =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(io)?;
        file.write_all(&text).and_then(|()| file.sync_all()).map_err(io)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))
            .and_then(|folder| folder.sync_all())
            .map_err(io)
    }

    /// Reads the seed in the file at `path`.
    ///
    /// # Errors
    /// [`KeystoreError`].
    pub fn load(path: &Path, password: &str) -> Result<Self, KeystoreError> {
        let Crypto { cipher, cipherparams, ciphertext, kdf, kdfparams, mac: expected } =
            read(path)?.crypto;
        let malformed = |why: String| KeystoreError::Malformed { path: path.to_owned(), why };
        if cipher != CIPHER || kdf != KDF {
            return Err(malformed(format!(
                "expected {CIPHER} and {KDF}, found {cipher} and {kdf}"
            )));
        }
        let derived = kdfparams.derive(password).map_err(malformed)?;
        if !is_same(&mac(&derived, &ciphertext), &expected) {
            return Err(KeystoreError::WrongPassword(path.to_owned()));
        }
        let mut seed = Zeroizing::new(ciphertext.to_vec());
        apply_cipher(&derived, &cipherparams.iv, &mut seed).map_err(malformed)?;
        let seed: [u8; 32] = seed.as_slice().try_into().map_err(|_| {
            malformed(format!("it holds {} bytes, expected a seed of 32", seed.len()))
        })?;
        Ok(Self::from_bytes(seed))
    }
}

/// The consensus key whose seed is in the file at `path`, as the file says. No password is needed.
///
/// # Errors
/// [`KeystoreError`].
pub fn consensus_key(path: &Path) -> Result<B256, KeystoreError> {
    Ok(read(path)?.consensus_key)
}

fn read(path: &Path) -> Result<Keystore, KeystoreError> {
    let io = |source| KeystoreError::Io { path: path.to_owned(), source };
    let malformed = |why: String| KeystoreError::Malformed { path: path.to_owned(), why };
    let metadata = fs::metadata(path).map_err(io)?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeystoreError::Mode { path: path.to_owned(), mode });
    }
    if metadata.len() > MAX_FILE_BYTES {
        return Err(malformed(format!("it has {} bytes", metadata.len())));
    }
    let text = fs::read(path).map_err(io)?;
    let keystore: Keystore =
        serde_json::from_slice(&text).map_err(|error| malformed(error.to_string()))?;
    if keystore.version != VERSION {
        return Err(malformed(format!("it says version {}", keystore.version)));
    }
    Ok(keystore)
}

impl ScryptParameters {
    fn derive(&self, password: &str) -> Result<Zeroizing<[u8; DERIVED]>, String> {
        let blocks = u64::from(self.r).saturating_mul(self.p.into());
        let bytes = self.n.saturating_mul(blocks).saturating_mul(128);
        if self.dklen != DERIVED || !self.n.is_power_of_two() || bytes > MAX_SCRYPT_BYTES {
            return Err("its scrypt parameters are out of bounds".into());
        }
        let log_n = u8::try_from(self.n.trailing_zeros()).unwrap_or(u8::MAX);
        let parameters = scrypt::Params::new(log_n, self.r, self.p, DERIVED);
        let parameters = parameters.map_err(|error| error.to_string())?;
        let mut derived = Zeroizing::new([0; DERIVED]);
        scrypt::scrypt(password.as_bytes(), &self.salt, &parameters, derived.as_mut_slice())
            .map_err(|error| error.to_string())?;
        Ok(derived)
    }
}

fn apply_cipher(derived: &[u8; DERIVED], iv: &[u8], text: &mut [u8]) -> Result<(), String> {
    let (key, _) = derived.split_at(16);
    let mut cipher = Cipher::new_from_slices(key, iv).map_err(|error| error.to_string())?;
    cipher.apply_keystream(text);
    Ok(())
}

fn mac(derived: &[u8; DERIVED], ciphertext: &[u8]) -> B256 {
    let (_, key) = derived.split_at(16);
    keccak256([key, ciphertext].concat())
}

/// Compares in a time that does not tell how much is the same.
fn is_same(one: &B256, other: &[u8]) -> bool {
    other.len() == 32 && one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

fn random<const N: usize>() -> Result<[u8; N], KeystoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| KeystoreError::Randomness(error.to_string()))?;
    Ok(bytes)
}

/// A random UUID (version 4).
fn uuid(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = FixedBytes(bytes).to_string();
    let part = |from: usize, to: usize| hex.get(from + 2..to + 2).unwrap_or_default().to_owned();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> (tempfile::TempDir, PathBuf, Seed) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("validator.json");
        let seed = Seed::generate().expect("randomness");
        seed.store(&path, "correct horse", Cost::LIGHT).expect("a new file");
        (folder, path, seed)
    }

    #[test]
    fn what_was_stored_is_loaded_with_the_password_only() {
        let (_folder, path, seed) = stored();
        let loaded = Seed::load(&path, "correct horse").expect("the right password");
        assert_eq!(loaded.as_bytes(), seed.as_bytes());
        let key = ValidatorKeys::derive(&seed).expect("a good seed").consensus_key();
        assert_eq!(consensus_key(&path).expect("a keystore"), key);
        let error = Seed::load(&path, "wrong").expect_err("the wrong password");
        assert!(matches!(error, KeystoreError::WrongPassword(_)), "{error}");
        assert!(!fs::read_to_string(&path).unwrap().contains(&hex(seed.as_bytes())));
    }

    fn hex(bytes: &[u8]) -> String {
        alloy_primitives::hex::encode(bytes)
    }

    #[test]
    fn it_is_the_owners_alone_and_never_overwritten() {
        let (_folder, path, seed) = stored();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let again = seed.store(&path, "another", Cost::LIGHT).expect_err("it is there");
        assert!(matches!(again, KeystoreError::Exists(_)), "{again}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let error = Seed::load(&path, "correct horse").expect_err("others may read it");
        assert!(matches!(error, KeystoreError::Mode { mode: 0o640, .. }), "{error}");
    }

    #[test]
    fn a_damaged_file_is_refused_by_name() {
        let (_folder, path, _) = stored();
        let text = fs::read_to_string(&path).unwrap();
        let keystore: Keystore = serde_json::from_str(&text).unwrap();
        let refuse = |text: String| {
            fs::write(&path, text).unwrap();
            Seed::load(&path, "correct horse").expect_err("damaged")
        };
        let json = |keystore: &Keystore| serde_json::to_string(keystore).unwrap();
        let mut changed = keystore.clone();
        changed.crypto.ciphertext = vec![0; 32].into();
        assert!(matches!(refuse(json(&changed)), KeystoreError::WrongPassword(_)));
        let mut greedy = keystore.clone();
        greedy.crypto.kdfparams.n = 1 << 40;
        assert!(matches!(refuse(json(&greedy)), KeystoreError::Malformed { .. }));
        // 64 GiB, though `n` and `r` are as small as can be.
        let parallel =
            ScryptParameters { n: 2, r: 1, p: 1 << 29, ..keystore.crypto.kdfparams.clone() };
        greedy.crypto.kdfparams = parallel;
        assert!(matches!(refuse(json(&greedy)), KeystoreError::Malformed { .. }));
        let mut old = keystore;
        old.version = 1;
        assert!(matches!(refuse(json(&old)), KeystoreError::Malformed { .. }));
        assert!(matches!(refuse(text[..100].to_owned()), KeystoreError::Malformed { .. }));
    }

    #[test]
    fn a_file_that_another_program_wrote_is_opened() {
        // Made with Python's hashlib.scrypt, openssl's aes-128-ctr and a keccak of its own.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vector.json");
        let vector = r#"{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":
            "000102030405060708090a0b0c0d0e0f"},"ciphertext":
            "cec94f726a2c5471c356a9a97af9c4089fd7ea62476583f695f19972ba128234","kdf":"scrypt",
            "kdfparams":{"dklen":32,"n":4096,"p":1,"r":8,"salt":
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"},"mac":
            "a014a78851425e91f2157d9010f3025b0042bcc9e99cc5274a61132ca19e866d"},"id":
            "3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3,"consensusKey":
            "0x0000000000000000000000000000000000000000000000000000000000000000"}"#;
        fs::write(&path, vector).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let seed = Seed::load(&path, "testpassword").expect("the vector's password");
        let expected = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
        assert_eq!(hex(seed.as_bytes()), expected);
    }
}
