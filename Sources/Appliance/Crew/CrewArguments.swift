import DeviceProfiles
public import FieldBus
public import Foundation
import LineDiagnostics
import ModbusProtocol

/// A line that a tool works on, whoever lends it.
public typealias CrewLine = any LineAccess

/// What crews write on the command line, read into what the tools take. Nil or an empty list: not understood.
public enum CrewArguments {
    /// `1-10,15` as addresses in that order, each once; nil where something is no address from 1 to 255.
    public static func units(_ text: String) -> [UInt8]? {
        var units: [UInt8] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { UInt8($0) }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first > 0,
                first <= last
            else { return nil }
            units += (first...last).filter { !units.contains($0) }
        }
        return units.isEmpty ? nil : units
    }

    /// `0x1F` or `31`.
    public static func word(_ text: String) -> UInt16? {
        text.lowercased().hasPrefix("0x") ? UInt16(text.dropFirst(2), radix: 16) : UInt16(text)
    }

    /// Whether `text` is a serial format such as `8E1`.
    public static func isFormat(_ text: String) -> Bool { SerialFormat(text) != nil }

    /// Opens a port for this process alone, and lends it.
    ///
    /// - Parameter parity: N, E or O.
    /// - Throws: where the port cannot be used.
    public static func openSerial(path: String, baud: Int, parity: String, stopBits: Int) throws -> CrewLine {
        let parity = Parity.allCases.first { String($0.letter) == parity.uppercased() } ?? .none
        return try self.open(.serial(path: path, baud: baud, parity: parity, stopBits: stopBits))
    }

    /// - Parameter isRTU: RTU frames inside the connection, as gateways that only pass bytes on have them.
    public static func openTCP(host: String, port: Int, isRTU: Bool) throws -> CrewLine {
        try self.open(isRTU ? .rtuOverTCP(host: host, port: port) : .tcp(host: host, port: port))
    }

    private static func open(_ transport: BusTransport) throws -> CrewLine {
        let bus = try Bus(configuration: BusConfiguration(name: "line", transport: transport, devices: []))
        // It ends with the process, which does nothing else.
        Task { await bus.run() }
        return bus
    }
}

extension Scan {
    /// - Parameters:
    ///   - bauds: most likely first; empty: the usual ones.
    ///   - formats: as `8E1`; empty: the usual ones.
    ///   - timeoutMilliseconds: for each question.
    public init(
        bauds: [Int], formats: [String], units: [UInt8], timeoutMilliseconds: Int, stopAfter: Int?,
        continuesWithOthers: Bool, despiteMaster: Bool, isSerial: Bool, state: URL?, json: Bool
    ) {
        let formats = formats.compactMap(SerialFormat.init)
        var plan = LineScanPlan(
            bauds: bauds.isEmpty ? LineScanPlan.standardBauds : bauds,
            formats: formats.isEmpty ? SerialFormat.standard : formats, units: units)
        if !isSerial { plan.parameters = [] }
        plan.timeoutNanoseconds = Int64(timeoutMilliseconds) * 1_000_000
        plan.stopAfter = stopAfter
        plan.continuesWithOthers = continuesWithOthers
        plan.transmitsDespiteMaster = despiteMaster
        self.init(plan: plan, state: state, json: json)
    }
}

extension LineTesting {
    /// - Parameters:
    ///   - profile: name of the profile that all units have; nil: nothing is known of them.
    ///   - cableOrder: units from the box outwards; empty: not known.
    public init(
        units: [UInt8], profile: String?, profiles folder: URL, cableOrder: [UInt8], timeoutMilliseconds: Int,
        despiteMaster: Bool, line: CrewLine, json: Bool
    ) async throws {
        let known = try profile.map { try ProfileFolder.profile($0, in: folder) }
        let tested = units.map { unit in
            known.map { TestedUnit(unit: unit, profile: $0) } ?? TestedUnit(unit: unit)
        }
        var plan = LineTestPlan(units: tested, parameters: try await line.parameters)
        plan.timeoutNanoseconds = Int64(timeoutMilliseconds) * 1_000_000
        plan.cableOrder = cableOrder
        plan.transmitsDespiteMaster = despiteMaster
        self.init(plan: plan, json: json)
    }
}

extension Identify {
    public init(unit: UInt8, profiles folder: URL, json: Bool) throws {
        self.init(unit: unit, profiles: try ProfileFolder.read(folder).profiles, json: json)
    }
}

extension Sniff {
    /// - Parameter seconds: nil: until Control-C.
    public init(seconds: Double?, json: Bool) {
        self.init(parameters: nil, nanoseconds: seconds.map { Int64($0 * 1e9) }, json: json)
    }
}

extension Decode {
    /// - Parameters:
    ///   - function: 3 or 4.
    ///   - count: of registers; one more is read on both sides, to show an address that is off by one.
    public init?(unit: UInt8, function: UInt8, address: UInt16, count: Int, limit: Int, json: Bool) {
        let first = address == 0 ? 0 : address - 1
        let last = min(0xFFFF, Int(address) + count)
        guard (3...4).contains(function), (1...120).contains(count), let function = ModbusFunction(rawValue: function),
            let request = ModbusRequest(reading: function, address: first, count: last - Int(first) + 1)
        else { return nil }
        self.init(unit: unit, request: request, limit: limit, json: json)
    }
}
