import Foundation
import Glibc
import Ledger
import Metering
import Tariffs

/// The demonstration's folder: keys, genesis, clock, scene and configurations.
struct DemonstrationFiles: Sendable {
    let folder: URL
    let profiles: URL

    func file(_ name: String) -> URL { self.folder.appendingPathComponent(name) }
    func key(_ name: String) -> URL { self.file("keys/\(name).key") }
    /// What is left for people to read when a story is over.
    var reports: URL { self.file("reports") }
    func socket(_ box: String) -> URL { self.file("\(box).sock") }
    func tariff(_ name: String) -> URL { self.profiles.appendingPathComponent("tariffs/\(name).yaml") }

    /// Writes everything; the chain's clock starts now.
    func write(_ script: DemonstrationScript) throws {
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        for name in script.keys { _ = try KeyFile.generate(at: self.key(name)) }
        try self.put("zone.yaml", script.zone)
        let genesis = try GenesisDocument.read(self.file("zone.yaml"))
        try Data(genesis.encoded()).write(to: self.file("genesis.cbor"))
        try self.put("registry.yaml", script.registry)
        try self.put("scene.yaml", script.scene)
        for (name, text) in script.configurations { try self.put("\(name).yaml", text) }
        for (node, text) in script.topologies { try self.put("\(node).json", text) }
        try self.startClock(origin: script.origin, scale: script.scale)
    }

    /// Chain time is `origin` now.
    func startClock(origin: UTCTime, scale: Int64) throws {
        let now = UTCTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        try self.put("clock.yaml", ClockFile.text(origin: origin, anchor: now, scale: scale))
    }

    /// Removes everything but the reports.
    func clear() {
        let manager = FileManager.default
        let names = (try? manager.contentsOfDirectory(atPath: self.folder.path)) ?? []
        let kept = self.reports.lastPathComponent
        for name in names where name != kept { try? manager.removeItem(at: self.file(name)) }
        if !names.contains(kept) { try? manager.removeItem(at: self.folder) }
    }

    private func put(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: self.file(name), options: .atomic)
    }

    /// Places on the loopback, one for each name.
    static func endpoints(_ names: [String]) throws -> [String: DemonstrationPlan.Endpoints] {
        var ports: Set<UInt16> = []
        while ports.count < 2 * names.count { ports.insert(try self.freePort()) }
        let places = ports.map { "tcp://127.0.0.1:\($0)" }
        return Dictionary(
            uniqueKeysWithValues: names.enumerated().map { index, name in
                (name, .init(publish: places[2 * index], catchUp: places[2 * index + 1]))
            })
    }

    /// A port of the loopback for each box's page.
    static func pages(_ boxes: [String]) throws -> [String: UInt16] {
        var ports: Set<UInt16> = []
        while ports.count < boxes.count { ports.insert(try self.freePort()) }
        return Dictionary(uniqueKeysWithValues: zip(boxes, ports))
    }

    /// The key `page` of a box's configuration.
    static func page(_ box: String, _ pages: [String: UInt16]) -> String {
        pages[box].map { "page: {listen: \"127.0.0.1:\($0)\"}" } ?? "page: off"
    }

    /// A TCP port of the loopback that nobody uses now.
    static func freePort() throws -> UInt16 {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(descriptor, raw, length) == 0 && getsockname(descriptor, raw, &length) == 0
            }
        }
        guard isBound else {
            throw FileError(URL(fileURLWithPath: "/proc/net/tcp"), "no free port on the loopback", "Close something.")
        }
        return UInt16(bigEndian: address.sin_port)
    }
}
