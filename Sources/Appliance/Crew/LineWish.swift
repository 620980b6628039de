import FieldBus
public import Foundation
import ModbusProtocol

/// What a crew said about the line that a tool is to use.
public struct LineWish: Sendable {
    /// Where an installation has its configuration.
    public static let standardConfiguration = "/etc/gridtally/box.yaml"
    /// Where an installation's service listens.
    public static let standardSocket = "/run/gridtally/control.sock"

    public var port: String?
    public var baud: Int?
    /// N, E or O.
    public var parity: String?
    public var stopBits: Int?
    public var host: String?
    public var tcpPort = 502
    /// RTU frames inside the TCP connection, as gateways that only pass bytes on have them.
    public var isRTU = false
    /// The box's configuration; nil: the installed one, where there is one.
    public var configuration: URL?
    public var bus: String?
    /// The service's socket; nil: that of the configuration, else the installed one.
    public var socket: URL?
    /// Folder of device profiles; nil: that of the service or of the configuration, else the installed one.
    public var profiles: URL?
    /// As people name a meter; nil where the tool works on the whole line.
    public var meter: String?

    public init() {}

    /// A port or a host that was named, as a bus is opened; nil where the configuration tells.
    var transport: BusTransport? {
        if let host {
            return self.isRTU ? .rtuOverTCP(host: host, port: self.tcpPort) : .tcp(host: host, port: self.tcpPort)
        }
        guard let port else { return nil }
        let own = self.retuned(nil)
        return .serial(
            path: URL(fileURLWithPath: port).path, baud: own.baud, parity: own.parity, stopBits: own.stopBits)
    }

    var namesParameters: Bool { self.baud != nil || self.parity != nil || self.stopBits != nil }

    /// A serial line with the rate and parity that were named.
    func retuned(_ transport: BusTransport) -> BusTransport {
        guard case .serial(let port, _, _, _) = transport, let parameters = transport.parameters else {
            return transport
        }
        let tuned = self.retuned(parameters)
        return .serial(port: port, baud: tuned.baud, parity: tuned.parity, stopBits: tuned.stopBits)
    }

    /// `parameters` with what was named in place of theirs; without any, 9600 8N1.
    func retuned(_ parameters: LineParameters?) -> LineParameters {
        let parity = self.parity.flatMap { name in
            Parity.allCases.first { String($0.letter) == name.uppercased() }
        }
        return LineParameters(
            baud: self.baud ?? parameters?.baud ?? 9600, parity: parity ?? parameters?.parity ?? .none,
            stopBits: self.stopBits ?? parameters?.stopBits ?? 1)
    }
}

/// Why there is no line to use.
public enum LineChoiceError: Error, Sendable, CustomStringConvertible {
    /// Neither a port nor a host, and neither service nor configuration to tell them.
    case nothingNamed(configuration: String, socket: String)
    case needsBus([String])
    /// A configuration or a service without any bus.
    case noBuses(String)
    /// No units are named, and none are configured.
    case noDevices(bus: String)
    /// Nothing tells the model of a unit.
    case noProfile(unit: UInt8, bus: String)
    case noSuchField(String, profile: String, near: [String])
    /// Nobody can be asked.
    case notATerminal

    public var description: String {
        switch self {
        case .nothingNamed(let configuration, let socket):
            "no line is named: no service answers at \(socket), and there is no \(configuration). Give --port, --host "
                + "or --config."
        case .needsBus(let names):
            "there are several buses: \(names.joined(separator: ", ")). Name one with --bus, or a meter."
        case .noBuses(let place): "\(place) has no bus. Give --port or --host."
        case .noDevices(let bus): "no devices are configured on \(bus). Give their addresses with --units."
        case .noProfile(let unit, let bus):
            "no profile is known for unit \(unit) on \(bus). Give --profile, or --function and --address for registers."
        case .notATerminal: "nobody can be asked: the input is no terminal. Add --yes to write without asking."
        case .noSuchField(let name, let profile, let near):
            "the profile \(profile) has no field \(name)"
                + (near.isEmpty ? "" : "; near to it are \(near.joined(separator: ", "))")
                + ". `gridtally profiles show \(profile)` lists them all."
        }
    }
}
