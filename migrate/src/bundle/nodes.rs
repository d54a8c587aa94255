//! Files of trie nodes, read one at a time.

use std::{
    fs::File,
    io::{self, BufReader, Read, Write},
    path::Path,
};

/// The nodes of a file, in its order.
#[derive(Debug)]
pub struct NodeReader<R> {
    from: R,
}

impl NodeReader<BufReader<File>> {
    /// Opens a file of nodes.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { from: BufReader::with_capacity(1 << 17, File::open(path)?) })
    }
}

impl<R: Read> Iterator for NodeReader<R> {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut length = [0_u8; 2];
        let begun = self.from.by_ref().take(2).read(&mut length);
        match begun {
            Ok(0) => return None,
            Ok(2) => {}
            // A buffer's end lies between the two bytes.
            Ok(_) => {
                let [_, last] = &mut length;
                if let Err(err) = self.from.read_exact(std::slice::from_mut(last)) {
                    return Some(Err(cut(err)));
                }
            }
            Err(err) => return Some(Err(err)),
        }
        let mut node = vec![0; u16::from_be_bytes(length).into()];
        Some(self.from.read_exact(&mut node).map(|()| node).map_err(cut))
    }
}

fn cut(err: io::Error) -> io::Error {
    if err.kind() == io::ErrorKind::UnexpectedEof {
        return io::Error::new(err.kind(), "the file ends in the middle of this node");
    }
    err
}

/// Writes a node behind its length.
///
/// # Errors
/// What the writer says; a node of 2^16 bytes or more, which no trie has.
pub fn write_node(mut to: impl Write, node: &[u8]) -> io::Result<()> {
    let length = u16::try_from(node.len()).map_err(|_| {
        io::Error::new(io::ErrorKind::InvalidInput, "a node of 65,536 bytes or more")
    })?;
    to.write_all(&length.to_be_bytes())?;
    to.write_all(node)
}
