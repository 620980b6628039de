import DeviceProfiles
import FieldBus
public import Foundation
public import LineDiagnostics
import ModbusProtocol

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

    /// Who stands for a write: the person named, else who is logged in, and somebody else.
    ///
    /// - Throws: where these are not two persons.
    public static func session(_ person: String?, _ second: String?) throws -> Commissioning {
        let environment = ProcessInfo.processInfo.environment
        let person = person ?? environment["SUDO_USER"] ?? environment["USER"] ?? environment["LOGNAME"] ?? ""
        guard let session = Commissioning(person: person, secondPerson: second ?? "") else {
            throw WriteDenial.needsSecondPerson
        }
        return session
    }

    /// Whether `text` is a serial format such as `8E1`.
    public static func isFormat(_ text: String) -> Bool { SerialFormat(text) != nil }

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
    ///   - units: nil: all devices of the bus.
    ///   - profile: name of the profile of units that no configuration knows; nil: nothing is known of them.
    ///   - cableOrder: units from the box outwards; nil: as configured.
    public init(
        _ line: ChosenLine, units: [UInt8]?, profile: String?, cableOrder: [UInt8]?, timeoutMilliseconds: Int,
        despiteMaster: Bool, json: Bool
    ) async throws {
        let tested = try (units ?? line.devices.map(\.unit)).map { unit in
            let meter = line.devices.first { $0.unit == unit }
            guard let name = meter?.profile ?? profile else { return TestedUnit(unit: unit, label: meter?.device) }
            let known = try ProfileFolder.profile(name, in: line.profiles)
            return TestedUnit(unit: unit, label: meter?.device, profile: known)
        }
        guard !tested.isEmpty else { throw LineChoiceError.noDevices(bus: line.bus) }
        var plan = LineTestPlan(units: tested, parameters: try await line.access.parameters)
        plan.timeoutNanoseconds = Int64(timeoutMilliseconds) * 1_000_000
        let configured = line.cableOrder.compactMap { name in line.devices.first { $0.device == name }?.unit }
        plan.cableOrder = cableOrder ?? configured
        plan.transmitsDespiteMaster = despiteMaster
        self.init(plan: plan, json: json)
    }
}

extension Identify {
    /// The unit that was named on `line`.
    public init(_ line: ChosenLine, json: Bool) throws {
        self.init(
            unit: line.unit, profiles: try ProfileFolder.read(line.profiles).profiles, json: json)
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
    ///   - count: of registers; one more is read on both sides where the device has them, to show an address that is off
    ///     by one.
    public init?(unit: UInt8, function: UInt8, address: UInt16, count: Int, limit: Int, json: Bool) {
        let first = address == 0 ? 0 : address - 1
        let last = min(0xFFFF, Int(address) + count)
        guard (3...4).contains(function), (1...120).contains(count), let function = ModbusFunction(rawValue: function),
            let request = ModbusRequest(reading: function, address: first, count: last - Int(first) + 1)
        else { return nil }
        let narrower = ModbusRequest(reading: function, address: address, count: min(count, 0x1_0000 - Int(address)))
        self.init(unit: unit, request: request, narrower: narrower, limit: limit, json: json)
    }
}
