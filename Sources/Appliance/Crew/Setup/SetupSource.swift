import Foundation
import Identity

/// Who answers what a setup asks: a person at the terminal, or a file.
protocol SetupSource: Sendable {
    func name() throws -> String
    func genesis() throws -> URL
    /// The genesis's hash, or the beginning of it, from a place that is trusted more than the file.
    ///
    /// - Parameter try: from 0.
    /// - Returns: nil where nobody can be asked once more.
    func hash(try: Int) throws -> String?
    func key(for name: String) throws -> URL
    /// Folders and sockets that are elsewhere than an installation has them.
    func places() throws -> SetupPlaces
    /// - Parameter ports: of the machine.
    /// - Returns: nil where there are no more.
    func line(number: Int, ports: PortsReport) throws -> SetupLineAnswer?
    /// - Returns: nil leaves the unit out.
    func device(_ found: FoundUnit) throws -> SetupDraft.Device?
    func peer(number: Int) throws -> SetupDraft.Peer?
}

/// Where things are that usually stand in an installation's folders.
struct SetupPlaces: Sendable {
    var profiles: URL?
    var data: URL?
    var control: URL?
}

/// What was said of one line.
struct SetupLineAnswer: Sendable {
    var name: String
    /// Port or host; rate and parity are those to be tried first.
    var wish: LineWish
    var units: [UInt8]
}

/// A unit that answered a scan.
struct FoundUnit: Sendable {
    var line: String
    /// From 0.
    var lineNumber: Int
    var unit: UInt8
    /// The profile that fits; nil where none stands out.
    var profile: String?
    /// Profiles that may be it, the likeliest first.
    var candidates: [String]
    /// Names of all profiles.
    var known: [String]
    var isMeter: Bool
    /// As the unit tells it.
    var serial: String?
    /// Names that are free.
    var proposedName: String
    var proposedMeter: String?
}

/// Why a setup was given up; nothing was written.
enum SetupProblem: Error, Hashable, Sendable, CustomStringConvertible {
    case stopped
    case notATerminal
    case wrongHash(genesis: String)
    case occupied(file: String)

    /// False for what is wrong with the command.
    var isRefusal: Bool { if case .wrongHash = self { true } else { false } }

    var description: String {
        switch self {
        case .stopped: "stopped; nothing was written"
        case .notATerminal: "nobody can be asked: the input is no terminal. Give the answers with --answers FILE."
        case .wrongHash(let genesis):
            "the hash that was typed is not that of \(genesis); nothing was written. Get the genesis file again from the "
                + "registrar, and compare the paper."
        case .occupied(let file): "\(file) exists already. Name another with --config, or add --replace."
        }
    }
}
