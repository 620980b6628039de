import Foundation
import Identity
import StrictYAML

/// Answers from a file, for a setup that nobody attends.
struct AnsweredSetup: SetupSource {
    private struct Line: Sendable {
        let answer: SetupLineAnswer
        let devices: [UInt8: Device]
    }

    private struct Device: Sendable {
        let name: String?
        let profile: String?
        let meter: String?
        let serial: String?
        let isLeftOut: Bool
    }

    private let answeredName: String
    private let answeredGenesis: URL
    private let answeredHash: String
    private let answeredKey: URL?
    private let answeredPlaces: SetupPlaces
    private let lines: [Line]
    private let peers: [SetupDraft.Peer]
    private let folder: URL

    /// - Throws: ``YAMLError`` with the line of what is wrong.
    init(_ file: URL) throws {
        let root = try YAMLDocument.parse(try FileError.text(of: file), file: file.path)
        let fields = try YAMLFields(
            root,
            allowed: ["name", "genesis", "genesis_hash", "key", "data", "control", "profiles", "lines", "peers"])
        let folder = file.deletingLastPathComponent()
        self.folder = folder
        self.answeredName = try fields.required("name").text()
        self.answeredGenesis = try fields.required("genesis").path(in: folder)
        self.answeredHash = try fields.required("genesis_hash").text()
        self.answeredKey = try fields["key"]?.path(in: folder)
        self.answeredPlaces = SetupPlaces(
            profiles: try fields["profiles"]?.path(in: folder), data: try fields["data"]?.path(in: folder),
            control: try fields["control"]?.path(in: folder))
        self.lines = try (fields["lines"]?.list(atMost: 64) ?? []).enumerated().map { index, node in
            try Self.line(node, number: index, folder)
        }
        self.peers = try (fields["peers"]?.list(atMost: 64) ?? []).map { try Self.peer($0, folder) }
    }

    private static func line(_ node: YAMLNode, number: Int, _ folder: URL) throws(YAMLError) -> Line {
        let fields = try YAMLFields(
            node,
            allowed: [
                "name", "port", "host", "tcp_port", "framing", "baud", "parity", "stop_bits", "units", "devices",
            ])
        var wish = LineWish()
        wish.host = try fields["host"]?.text()
        wish.port = wish.host == nil ? try fields.required("port").path(in: folder).path : nil
        wish.tcpPort = try fields.integer("tcp_port", 1...65_535, default: 502)
        wish.isRTU = try fields["framing"]?.choice([("tcp", false), ("rtu", true)]) ?? false
        wish.baud = try fields["baud"]?.integer(1200...921_600)
        wish.parity = try fields["parity"]?.choice(among: ["N", "E", "O"])
        wish.stopBits = try fields["stop_bits"]?.integer(1...2)
        let units = try fields["units"]?.text() ?? "1-32"
        guard let addresses = CrewArguments.units(units) else {
            throw try fields.required("units").mismatch(expected: "addresses as 1-32,100", advice: "Correct it.")
        }
        var devices: [UInt8: Device] = [:]
        for item in try fields["devices"]?.list(atMost: 247) ?? [] {
            let (unit, device) = try self.device(item)
            devices[unit] = device
        }
        let name = try fields["name"]?.text() ?? "line-\(number + 1)"
        return Line(answer: SetupLineAnswer(name: name, wish: wish, units: addresses), devices: devices)
    }

    private static func device(_ node: YAMLNode) throws(YAMLError) -> (UInt8, Device) {
        let fields = try YAMLFields(node, allowed: ["unit", "name", "profile", "meter", "serial", "leave_out"])
        let device = Device(
            name: try fields["name"]?.text(), profile: try fields["profile"]?.text(),
            meter: try fields["meter"]?.text(), serial: try fields["serial"]?.text(),
            isLeftOut: try fields["leave_out"]?.boolean() ?? false)
        return (UInt8(try fields.required("unit").integer(1...247)), device)
    }

    private static func peer(_ node: YAMLNode, _ folder: URL) throws -> SetupDraft.Peer {
        let fields = try YAMLFields(node, allowed: ["name", "key", "key_file", "publish", "catch_up"])
        let key = try fields.publicKey(folder: folder)
        return SetupDraft.Peer(
            name: try fields.required("name").text(),
            key: try fields["key_file"].map { .file(try $0.path(in: folder)) } ?? .digits(key.hex),
            publish: try fields.required("publish").text(), catchUp: try fields.required("catch_up").text())
    }

    // MARK: Answers

    func name() -> String { self.answeredName }
    func genesis() -> URL { self.answeredGenesis }
    func hash(try number: Int) -> String? { number == 0 ? self.answeredHash : nil }

    func key(for name: String) -> URL {
        self.answeredKey ?? self.folder.appendingPathComponent("keys/\(name).key").standardizedFileURL
    }

    func places() -> SetupPlaces { self.answeredPlaces }

    func line(number: Int, ports: PortsReport) -> SetupLineAnswer? {
        self.lines.indices.contains(number) ? self.lines[number].answer : nil
    }

    func device(_ found: FoundUnit) -> SetupDraft.Device? {
        let answer = self.lines[found.lineNumber].devices[found.unit]
        guard answer?.isLeftOut != true, let profile = answer?.profile ?? found.profile else { return nil }
        return SetupDraft.Device(
            name: answer?.name ?? found.proposedName, unit: found.unit, profile: profile,
            meter: answer?.meter ?? found.proposedMeter, serial: answer?.serial ?? found.serial)
    }

    func peer(number: Int) -> SetupDraft.Peer? { self.peers.indices.contains(number) ? self.peers[number] : nil }
}
