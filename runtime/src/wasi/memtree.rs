//! The nodes of a [`MemFs`](super::MemFs), and how paths lead to them.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::fs::Node;
use super::{Errno, FileStat, FileType};

/// Symbolic links that one path may lead over.
const MAX_LINKS: usize = 40;

/// Bytes of one name.
const MAX_NAME: usize = 255;

/// Bytes that a node is counted as, beside its contents.
const NODE_COST: u64 = 192;

/// Bytes that an entry of a directory is counted as, beside its name, which is kept twice.
const ENTRY_COST: u64 = 96;

/// The first cookie of an entry; before it come `.` and `..`.
pub(super) const FIRST_COOKIE: u64 = 2;

/// A file, directory or symbolic link.
#[derive(Clone, Debug)]
pub(super) struct Inode {
    pub body: Body,
    /// Entries of directories that name it. With none, it lives as long as it is open.
    pub links: u64,
    /// How often it is open.
    pub opens: u64,
    pub atim: u64,
    pub mtim: u64,
    pub ctim: u64,
}

#[derive(Clone, Debug)]
pub(super) enum Body {
    File(Vec<u8>),
    Directory(Directory),
    Symlink(String),
}

#[derive(Clone, Debug)]
pub(super) struct Directory {
    /// The root is its own parent.
    pub parent: Node,
    /// Name → cookie and node.
    pub entries: BTreeMap<String, (u64, Node)>,
    /// Cookie → name, in the order in which they were added, so that a listing that was begun is
    /// not disturbed by changes.
    pub order: BTreeMap<u64, String>,
    pub next_cookie: u64,
}

impl Directory {
    fn new(parent: Node) -> Directory {
        Directory {
            parent,
            entries: BTreeMap::new(),
            order: BTreeMap::new(),
            next_cookie: FIRST_COOKIE,
        }
    }
}

impl Inode {
    pub fn filetype(&self) -> FileType {
        match self.body {
            Body::File(_) => FileType::RegularFile,
            Body::Directory(_) => FileType::Directory,
            Body::Symlink(_) => FileType::SymbolicLink,
        }
    }
}

/// How a path is to be understood.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Last {
    /// A symbolic link at the end is followed.
    Follow,
    /// It is followed only if a slash comes after it.
    Keep,
    /// It is never followed: the path is the name of something to create, rename or remove.
    Name,
}

/// Where a path leads.
pub(super) struct Place {
    /// The directory of the last name.
    pub dir: Node,
    /// The last name; `None` if the path ends with `.` or `..`.
    pub name: Option<String>,
    /// What is there.
    pub node: Option<Node>,
    /// A slash at the end.
    pub slash: bool,
}

/// All nodes, and how much they take.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    nodes: BTreeMap<Node, Inode>,
    next: Node,
    used: u64,
    pub capacity: u64,
    /// Nanoseconds since 1970.
    pub now: u64,
}

impl Tree {
    pub const ROOT: Node = 1;

    pub fn new(capacity: u64) -> Tree {
        let mut tree = Tree {
            nodes: BTreeMap::new(),
            next: Tree::ROOT,
            used: 0,
            capacity,
            now: 0,
        };
        let root = tree.insert(Body::Directory(Directory::new(Tree::ROOT)));
        if let Some(root) = tree.nodes.get_mut(&root) {
            root.links = 1;
        }
        tree
    }

    pub fn used(&self) -> u64 {
        self.used
    }

    pub fn get(&self, node: Node) -> Result<&Inode, Errno> {
        self.nodes.get(&node).ok_or(Errno::BADF)
    }

    pub fn get_mut(&mut self, node: Node) -> Result<&mut Inode, Errno> {
        self.nodes.get_mut(&node).ok_or(Errno::BADF)
    }

    pub fn directory(&self, node: Node) -> Result<&Directory, Errno> {
        match &self.get(node)?.body {
            Body::Directory(dir) => Ok(dir),
            _ => Err(Errno::NOTDIR),
        }
    }

    fn directory_mut(&mut self, node: Node) -> Result<&mut Directory, Errno> {
        match &mut self.get_mut(node)?.body {
            Body::Directory(dir) => Ok(dir),
            _ => Err(Errno::NOTDIR),
        }
    }

    pub fn is_dir(&self, node: Node) -> bool {
        self.directory(node).is_ok()
    }

    pub fn stat(&self, node: Node) -> Result<FileStat, Errno> {
        let inode = self.get(node)?;
        let size = match &inode.body {
            Body::File(bytes) => bytes.len() as u64,
            Body::Directory(dir) => dir.entries.len() as u64,
            Body::Symlink(target) => target.len() as u64,
        };
        Ok(FileStat {
            dev: 0,
            ino: node,
            filetype: inode.filetype(),
            nlink: inode.links,
            size,
            atim: inode.atim,
            mtim: inode.mtim,
            ctim: inode.ctim,
        })
    }

    /// Takes `bytes` of the capacity.
    pub fn charge(&mut self, bytes: u64) -> Result<(), Errno> {
        match self.used.checked_add(bytes) {
            Some(used) if used <= self.capacity => {
                self.used = used;
                Ok(())
            }
            _ => Err(Errno::NOSPC),
        }
    }

    pub fn release(&mut self, bytes: u64) {
        self.used = self.used.saturating_sub(bytes);
    }

    fn insert(&mut self, body: Body) -> Node {
        let node = self.next;
        self.next += 1;
        let inode = Inode {
            body,
            links: 0,
            opens: 0,
            atim: self.now,
            mtim: self.now,
            ctim: self.now,
        };
        self.nodes.insert(node, inode);
        node
    }

    /// Makes a node with a name that is free.
    pub fn create(&mut self, dir: Node, name: &str, body: NewBody<'_>) -> Result<Node, Errno> {
        // A directory that was removed while it is open takes nothing.
        if self.get(dir)?.links == 0 {
            return Err(Errno::NOENT);
        }
        self.directory(dir)?;
        let target = match body {
            NewBody::Symlink(target) => target.len() as u64,
            _ => 0,
        };
        self.charge(NODE_COST + target)?;
        let node = self.insert(match body {
            NewBody::File => Body::File(Vec::new()),
            NewBody::Directory => Body::Directory(Directory::new(dir)),
            NewBody::Symlink(target) => Body::Symlink(target.to_string()),
        });
        if let Err(errno) = self.add(dir, name, node) {
            self.free_if_unused(node);
            return Err(errno);
        }
        Ok(node)
    }

    /// Gives a node a name that is free.
    pub fn add(&mut self, dir: Node, name: &str, node: Node) -> Result<(), Errno> {
        if name.len() > MAX_NAME {
            return Err(Errno::NAMETOOLONG);
        }
        if self.get(dir)?.links == 0 {
            return Err(Errno::NOENT);
        }
        self.charge(ENTRY_COST + 2 * name.len() as u64)?;
        let directory = self.directory_mut(dir)?;
        let cookie = directory.next_cookie;
        directory.next_cookie += 1;
        directory.entries.insert(name.to_string(), (cookie, node));
        directory.order.insert(cookie, name.to_string());
        self.touch(dir);
        let now = self.now;
        let inode = self.get_mut(node)?;
        inode.links += 1;
        inode.ctim = now;
        if let Body::Directory(directory) = &mut inode.body {
            directory.parent = dir;
        }
        Ok(())
    }

    /// Takes a name from a node, and forgets the node if nothing else needs it.
    pub fn remove(&mut self, dir: Node, name: &str) -> Result<(), Errno> {
        let node = self.detach(dir, name)?;
        self.free_if_unused(node);
        Ok(())
    }

    /// Takes a name from a node.
    pub fn detach(&mut self, dir: Node, name: &str) -> Result<Node, Errno> {
        let directory = self.directory_mut(dir)?;
        let (cookie, node) = directory.entries.remove(name).ok_or(Errno::NOENT)?;
        directory.order.remove(&cookie);
        self.release(ENTRY_COST + 2 * name.len() as u64);
        self.touch(dir);
        let now = self.now;
        let inode = self.get_mut(node)?;
        inode.links = inode.links.saturating_sub(1);
        inode.ctim = now;
        Ok(node)
    }

    pub fn open(&mut self, node: Node) -> Result<(), Errno> {
        self.get_mut(node)?.opens += 1;
        Ok(())
    }

    pub fn close(&mut self, node: Node) {
        if let Ok(inode) = self.get_mut(node) {
            inode.opens = inode.opens.saturating_sub(1);
            self.free_if_unused(node);
        }
    }

    fn free_if_unused(&mut self, node: Node) {
        if self
            .nodes
            .get(&node)
            .is_some_and(|i| i.links == 0 && i.opens == 0)
            && let Some(inode) = self.nodes.remove(&node)
        {
            let contents = match &inode.body {
                Body::File(bytes) => bytes.len(),
                Body::Directory(_) => 0,
                Body::Symlink(target) => target.len(),
            };
            self.release(NODE_COST + contents as u64);
        }
    }

    /// Sets the time of the last change to now.
    pub fn touch(&mut self, node: Node) {
        let now = self.now;
        if let Some(inode) = self.nodes.get_mut(&node) {
            inode.mtim = now;
            inode.ctim = now;
        }
    }

    /// Whether `node` is `ancestor` or below it.
    pub fn is_below(&self, mut node: Node, ancestor: Node) -> bool {
        loop {
            if node == ancestor {
                return true;
            }
            match self.directory(node) {
                Ok(dir) if dir.parent != node => node = dir.parent,
                _ => return false,
            }
        }
    }

    /// Walks along a path, never above `dir`.
    pub fn resolve(&self, dir: Node, path: &str, last: Last) -> Result<Place, Errno> {
        // The directories on the way from `dir`, so that `..` needs no parents and can't get out.
        let mut stack = Vec::from([dir]);
        let mut rest = Cow::Borrowed(path);
        // How much of `rest` is done; copying what is left would be quadratic.
        let mut done = 0;
        let mut links = 0;
        loop {
            let current = *stack.last().ok_or(Errno::NOTCAPABLE)?;
            let directory = self.directory(current)?;
            let left = rest.get(done..).unwrap_or_default();
            let left = left.trim_start_matches('/');
            let (name, after) = left.split_at(left.find('/').unwrap_or(left.len()));
            let slash = !after.is_empty();
            let is_last = after.bytes().all(|b| b == b'/');
            let next = rest.len() - after.len();
            match name {
                "" | "." | ".." => {
                    if name == ".." {
                        stack.pop();
                    }
                    let current = *stack.last().ok_or(Errno::NOTCAPABLE)?;
                    if is_last {
                        return Ok(Place {
                            dir: current,
                            name: None,
                            node: Some(current),
                            slash,
                        });
                    }
                    done = next;
                    continue;
                }
                _ if name.len() > MAX_NAME => return Err(Errno::NAMETOOLONG),
                _ => {}
            }
            let node = directory.entries.get(name).map(|(_, node)| *node);
            let place = Place {
                dir: current,
                name: Some(name.to_string()),
                node,
                slash,
            };
            let Some(node) = node else {
                return if is_last {
                    Ok(place)
                } else {
                    Err(Errno::NOENT)
                };
            };
            match &self.get(node)?.body {
                Body::Symlink(_) if is_last && last == Last::Name && slash => {
                    return Err(Errno::NOTDIR);
                }
                Body::Symlink(target)
                    if !is_last || last == Last::Follow || (slash && last == Last::Keep) =>
                {
                    links += 1;
                    if links > MAX_LINKS {
                        return Err(Errno::LOOP);
                    }
                    if target.starts_with('/') {
                        return Err(Errno::NOTCAPABLE);
                    }
                    rest = Cow::Owned(target.clone() + after);
                    done = 0;
                }
                Body::Directory(_) if !is_last => {
                    stack.push(node);
                    done = next;
                }
                Body::File(_) if !is_last || slash => return Err(Errno::NOTDIR),
                _ => return Ok(place),
            }
        }
    }
}

/// What to create.
#[derive(Clone, Copy)]
pub(super) enum NewBody<'a> {
    File,
    Directory,
    Symlink(&'a str),
}
