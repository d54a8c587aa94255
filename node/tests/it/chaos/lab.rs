//! Machines out of network namespaces, cabled to a switch that can be taken apart.
//!
//! ```text
//!            hub: bridges `desk`, `group0`, `group1`, …
//!   desk 10.77.0.254 ── rpc 10.77.0.N  ┐
//!   groupX           ── data 10.78.0.N ┴ machine N
//! ```
//! The tests stand in the hub and ask over `desk`, which is never cut. Validators talk over `data`:
//! moving those cables between the group bridges is a partition, silent as a real one. All of it
//! hangs on processes that end with the test, so nothing stays behind on the machine.

use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
    net::{IpAddr, Ipv4Addr},
    os::fd::AsFd as _,
    process::{Child, Command, Stdio},
};

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

/// A network namespace, which lasts as long as the process that holds it.
#[derive(Debug)]
struct Space {
    holder: Child,
}

impl Space {
    fn new() -> Self {
        // It waits for the end of its input: whatever ends the test ends it too.
        let mut holder = Command::new("unshare")
            .args(["--net", "--", "sh", "-c", "echo ready; read _"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("unshare runs");
        let mut line = String::new();
        let read = BufReader::new(holder.stdout.take().expect("piped")).read_line(&mut line);
        assert!(read.is_ok() && line == "ready\n", "no network namespace: {line:?}");
        let space = Self { holder };
        space.ip("link set lo up");
        space
    }

    /// Moves the calling thread here, and whatever it starts from now on.
    fn enter(&self) {
        let path = format!("/proc/{}/ns/net", self.holder.id());
        let file = File::open(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        move_into_link_name_space(file.as_fd(), Some(LinkNameSpaceType::Network))
            .expect("the namespace can be entered");
    }

    /// Runs lines of `ip`.
    fn ip(&self, lines: &str) {
        self.run(&["ip", "-batch", "-"], lines);
    }

    fn run(&self, command: &[&str], input: &str) {
        let mut child = Command::new("nsenter")
            .args(["--target", &self.holder.id().to_string(), "--net", "--"])
            .args(command)
            .stdin(Stdio::piped())
            .spawn()
            .expect("nsenter runs");
        let written = child.stdin.take().expect("piped").write_all(input.as_bytes());
        assert!(written.is_ok() && child.wait().is_ok_and(|s| s.success()), "{command:?}: {input}");
    }
}

impl Drop for Space {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

/// The switch and the machines.
#[derive(Debug)]
pub(crate) struct Lab {
    hub: Space,
    machines: Vec<Space>,
}

impl Lab {
    /// Cables `machines` machines together, and moves the calling thread to the switch. `None`
    /// where that cannot be done here; it says why, and fails if nothing may be skipped.
    pub(crate) fn new(machines: usize) -> Option<Self> {
        if let Some(missing) = missing() {
            super::skip("network namespaces", missing);
            return None;
        }
        let hub = Space::new();
        let mut lines = String::from("link add desk type bridge\nlink set desk up\n");
        lines.push_str("addr add 10.77.0.254/24 dev desk\n");
        for group in 0..machines {
            lines.push_str(&format!(
                "link add group{group} type bridge\nlink set group{group} up\n"
            ));
        }
        hub.ip(&lines);
        let spaces: Vec<_> = (0..machines).map(|_| Space::new()).collect();
        for (number, space) in spaces.iter().enumerate() {
            let (pid, host) = (space.holder.id(), number + 1);
            hub.ip(&format!(
                "link add data{number} type veth peer name data netns {pid}\n\
                 link add rpc{number} type veth peer name rpc netns {pid}\n\
                 link set rpc{number} master desk up\nlink set data{number} up\n"
            ));
            space.ip(&format!(
                "addr add 10.77.0.{host}/24 dev rpc\nlink set rpc up\n\
                 addr add 10.78.0.{host}/24 dev data\nlink set data up\n"
            ));
        }
        hub.enter();
        let lab = Self { hub, machines: spaces };
        lab.heal();
        Some(lab)
    }

    /// Where the tests reach machine `number`.
    pub(crate) fn desk_address(number: usize) -> IpAddr {
        address(77, number)
    }

    /// Where machines reach machine `number`.
    pub(crate) fn data_address(number: usize) -> IpAddr {
        address(78, number)
    }

    /// What has to stand before a command line to run it on machine `number`.
    pub(crate) fn prefix(&self, number: usize) -> Vec<String> {
        let pid = self.machines[number].holder.id();
        ["nsenter", "--target", &pid.to_string(), "--net", "--"].map(str::to_owned).to_vec()
    }

    /// Lets only the machines of one group reach each other.
    pub(crate) fn part(&self, groups: &[&[usize]]) {
        let mut lines = String::new();
        for (group, members) in groups.iter().enumerate() {
            for machine in *members {
                lines.push_str(&format!("link set data{machine} master group{group}\n"));
            }
        }
        self.hub.ip(&lines);
    }

    /// Lets all machines reach each other.
    pub(crate) fn heal(&self) {
        let all: Vec<_> = (0..self.machines.len()).collect();
        self.part(&[&all]);
        let ports = "learning on flood on mcast_flood on bcast_flood on";
        let lines = all.iter().map(|n| format!("link set data{n} type bridge_slave {ports}\n"));
        self.hub.ip(&lines.collect::<String>());
    }

    /// Lets machine `number` be heard, but hear nothing.
    pub(crate) fn deafen(&self, number: usize) {
        let ports = "learning off flood off mcast_flood off bcast_flood off fdb_flush";
        self.hub.ip(&format!("link set data{number} type bridge_slave {ports}\n"));
    }

    /// Lets machine `number` hear no more than so many bits a second.
    pub(crate) fn throttle(&self, number: usize, rate: &str) {
        let device = format!("data{number}");
        let limit = ["rate", rate, "burst", "32kbit", "latency", "400ms"];
        let add = ["tc", "qdisc", "add", "dev", &device, "root", "tbf"];
        self.hub.run(&[&add[..], &limit[..]].concat(), "");
    }
}

fn address(network: u8, number: usize) -> IpAddr {
    let host = u8::try_from(number + 1).expect("few machines");
    IpAddr::V4(Ipv4Addr::new(10, network, 0, host))
}

/// What this machine lacks for namespaces.
fn missing() -> Option<String> {
    if !rustix::process::geteuid().is_root() {
        return Some("needs root".into());
    }
    let works = |program: &str, args: &[&str]| {
        let output = Command::new(program).args(args).output();
        output.is_ok_and(|output| output.status.success())
    };
    for (program, args) in
        [("ip", ["-V"].as_slice()), ("nsenter", &["-V"]), ("unshare", &["--net", "true"])]
    {
        if !works(program, args) {
            return Some(format!("`{program} {}` does not work", args.join(" ")));
        }
    }
    None
}
