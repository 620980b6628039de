import FieldBus
import Foundation

/// What a first configuration is written from.
struct SetupDraft: Sendable {
    struct Line: Sendable {
        var name: String
        var transport: BusTransport
        var devices: [Device] = []
        /// Units that answered and whose model nobody told, in words.
        var leftOut: [String] = []
    }

    struct Device: Sendable {
        var name: String
        var unit: UInt8
        var profile: String
        /// Label on the chain; nil for what is no meter.
        var meter: String?
        /// As the meter told it, or its name plate.
        var serial: String?
    }

    struct Peer: Sendable {
        enum Key: Sendable {
            case file(URL)
            /// 64 hexadecimal digits.
            case digits(String)
        }

        var name: String
        var key: Key
        var publish: String
        var catchUp: String
    }

    /// Where it will be written.
    var file: URL
    var name: String
    var genesis: URL
    var key: URL
    var profiles: URL?
    var data: URL?
    var control: URL?
    var lines: [Line] = []
    var peers: [Peer] = []

    init(file: URL, name: String, genesis: URL, key: URL) {
        (self.file, self.name, self.genesis, self.key) = (file, name, genesis, key)
    }

    /// Names that a new device on no line has yet.
    func isFree(name: String, on line: Line) -> Bool { !line.devices.contains { $0.name == name } }

    func isFree(meter: String, beside line: Line) -> Bool {
        !(self.lines + [line]).contains { $0.devices.contains { $0.meter == meter } }
    }
}
