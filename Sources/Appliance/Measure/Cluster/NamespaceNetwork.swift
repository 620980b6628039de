import Foundation
import Glibc

/// A network of this machine's own: each replica in a network namespace with one link to a bridge, so that what it
/// carries can be counted, and cut. Needs root and iproute2.
struct NamespaceNetwork: Sendable {
    /// Bytes and packets that one replica sent and received over its link; IPv4 and ARP, without the link's own headers.
    struct Traffic: Sendable {
        var bytes = 0
        var packets = 0
    }

    private let names: [String]
    /// Distinguishes this process's namespaces and links from those of another one.
    private let tag = "gt\(getpid())"

    private static let linkHeaderBytes = 14
    /// Places for an interface's name; the kernel allows fifteen characters.
    private static let mostReplicas = 99

    /// Makes the namespaces and their links; removes them again where one cannot be made.
    ///
    /// - Throws: ``StepFailure`` where this user or this machine cannot.
    init(_ names: [String]) throws {
        self.names = names
        guard geteuid() == 0 else {
            throw StepFailure(step: "network namespaces are made", lastSeen: "only root may; run it with sudo")
        }
        guard names.count <= Self.mostReplicas else {
            throw StepFailure(step: "network namespaces are made", lastSeen: "\(names.count) replicas; 99 at most")
        }
        do {
            try self.make()
        } catch {
            self.remove()
            throw error
        }
    }

    private func make() throws {
        for bridge in [self.bridge, self.otherBridge] {
            try Self.ip("link add \(bridge) type bridge")
            try Self.ip("link set \(bridge) up")
        }
        try Self.ip("addr add \(self.hostAddress)/24 dev \(self.bridge)")
        for (index, name) in self.names.enumerated() {
            let (space, link) = (self.space(name), self.link(index))
            try Self.ip("netns add \(space)")
            try Self.ip("link add \(link) type veth peer name eth0 netns \(space)")
            try Self.ip("link set \(link) master \(self.bridge)")
            try Self.ip("link set \(link) up")
            try Self.ip("-n \(space) addr add \(self.address(index))/24 dev eth0")
            try Self.ip("-n \(space) link set eth0 up")
            try Self.ip("-n \(space) link set lo up")
        }
    }

    func remove() {
        for name in self.names { try? Self.ip("netns del \(self.space(name))") }
        for index in self.names.indices { try? Self.ip("link del \(self.link(index))") }
        for bridge in [self.bridge, self.otherBridge] { try? Self.ip("link del \(bridge)") }
    }

    // MARK: Places

    private var bridge: String { self.tag + "a" }
    private var otherBridge: String { self.tag + "b" }
    /// A /24 of its own for each process, in a range for benchmarks (RFC 2544).
    private var subnet: String { "198.18.\(getpid() % 256)" }
    private var hostAddress: String { self.subnet + ".254" }

    private func space(_ name: String) -> String { "\(self.tag)-\(name)" }
    private func link(_ index: Int) -> String { "\(self.tag)-\(index)" }
    private func address(_ index: Int) -> String { "\(self.subnet).\(index + 1)" }

    /// Where the replicas of these names listen.
    func endpoints(_ listeners: [String]) -> [String: DemonstrationPlan.Endpoints] {
        var places: [String: DemonstrationPlan.Endpoints] = [:]
        for (index, name) in self.names.enumerated() where listeners.contains(name) {
            let host = self.address(index)
            places[name] = .init(publish: "tcp://\(host):5750", catchUp: "tcp://\(host):5751")
        }
        return places
    }

    /// The program and arguments that run a program in a replica's namespace, with the same process identifier.
    func command(
        _ name: String, _ program: URL, _ arguments: [String]
    ) throws -> (program: URL, arguments: [String]) {
        (try Self.program(), ["netns", "exec", self.space(name), program.path] + arguments)
    }

    // MARK: Faults

    /// Nothing crosses any more between these replicas and all others, this process among them; connections stay.
    func cut(_ names: [String]) throws {
        for (index, name) in self.names.enumerated() where names.contains(name) {
            try Self.ip("link set \(self.link(index)) master \(self.otherBridge)")
        }
    }

    func mend() throws {
        for index in self.names.indices { try Self.ip("link set \(self.link(index)) master \(self.bridge)") }
    }

    // MARK: Counting

    /// What a replica's link has carried so far, both ways.
    func traffic(of name: String) throws -> Traffic {
        guard let index = self.names.firstIndex(of: name) else { return Traffic() }
        var traffic = Traffic()
        for direction in ["rx", "tx"] {
            let packets = try self.statistic("\(direction)_packets", index)
            traffic.packets += packets
            traffic.bytes += try self.statistic("\(direction)_bytes", index) - packets * Self.linkHeaderBytes
        }
        return traffic
    }

    private func statistic(_ name: String, _ index: Int) throws -> Int {
        let path = "/sys/class/net/\(self.link(index))/statistics/\(name)"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard let value = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw StepFailure(step: "\(path) is a number", lastSeen: text)
        }
        return value
    }

    // MARK: iproute2

    private static func program() throws -> URL { try MissingProgram.find("ip", package: "iproute2") }

    private static func ip(_ arguments: String) throws {
        let process = Process()
        process.executableURL = try self.program()
        process.arguments = arguments.split(separator: " ").map(String.init)
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let words = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let reason = words.split(separator: "\n").first.map(String.init)
            throw StepFailure(
                step: "ip \(arguments)", lastSeen: reason ?? "it ended with \(process.terminationStatus)")
        }
    }
}
