/// The devices of some buses, found by what people call them.
///
/// A name is, in this order of kinds but with equal right: the whole serial number, label, device name or K No.; the last
/// three or more letters and digits of the serial number; `unit 17` or `#17`, with the bus where there are several.
/// Capitals, blanks and signs do not matter. A name in full wins over the end of another's serial number; where two
/// devices remain, nobody guesses: ``MeterNameError/ambiguous(_:candidates:)``. `serial:`, `label:`, `device:` and `k:`
/// before a name restrict it to that kind.
///
/// ```swift
/// let directory = MeterDirectory(buses: ["line-1"], meters: meters)
/// let target = try directory.resolve("0106")          // the meter whose serial number ends so
/// let same = try directory.resolve("#6", bus: "line-1")
/// ```
public struct MeterDirectory: Hashable, Sendable {
    /// Fewer letters and digits never name a meter by the end of its serial number.
    public static let fewestDigits = 3

    /// Names of the buses, also of those without devices.
    public let buses: [String]
    public private(set) var meters: [NamedMeter]

    public init(buses: [String], meters: [NamedMeter]) {
        self.buses = buses
        self.meters = meters
    }

    /// Devices whose serial number is not known: those to be read before a name is given up.
    public var withoutSerial: [NamedMeter] { self.meters.filter { $0.serial == nil } }

    /// Takes over a serial number that was read.
    public mutating func learn(serial: String, bus: String, unit: UInt8) {
        for index in self.meters.indices where self.meters[index].bus == bus && self.meters[index].unit == unit {
            self.meters[index].serial = serial
        }
    }

    /// The unit that `name` means.
    ///
    /// - Parameter bus: only on this one; nil: on any.
    public func resolve(_ name: String, bus: String? = nil) throws(MeterNameError) -> MeterTarget {
        if let bus, !self.buses.contains(bus) { throw .noSuchBus(bus, buses: self.buses) }
        let meters = self.meters.filter { bus == nil || $0.bus == bus }
        let (kind, text) = MeterNameKind.split(name)
        let wanted = Self.plain(text)
        guard !wanted.isEmpty else { throw .empty }
        // `#6` is the address even where some device is called 6.
        let whole =
            text.hasPrefix("#")
            ? [] : meters.filter { meter in self.names(of: meter, kind).contains { Self.plain($0) == wanted } }
        if let target = try self.only(whole, name) { return target }
        if kind == nil, let unit = try Self.unit(text) { return try self.target(unit, bus) }
        guard kind == nil || kind == .serial else {
            throw .unknown(name, known: meters, unknownSerials: 0)
        }
        guard wanted.count >= Self.fewestDigits else { throw .tooShort(name) }
        let ends = meters.filter { $0.serial.map { Self.plain($0).hasSuffix(wanted) } ?? false }
        if let target = try self.only(ends, name) { return target }
        throw .unknown(name, known: meters, unknownSerials: meters.count { $0.serial == nil })
    }

    private func only(_ found: [NamedMeter], _ name: String) throws(MeterNameError) -> MeterTarget? {
        guard let first = found.first else { return nil }
        guard found.count == 1 else { throw .ambiguous(name, candidates: found) }
        return MeterTarget(bus: first.bus, unit: first.unit, meter: first)
    }

    private func names(of meter: NamedMeter, _ kind: MeterNameKind?) -> [String] {
        switch kind {
        case .serial: [meter.serial].compactMap { $0 }
        case .label: [meter.label].compactMap { $0 }
        case .device: [meter.device]
        case .consumer: [meter.consumerNumber].compactMap { $0 }
        case nil: [meter.device] + [meter.serial, meter.label, meter.consumerNumber].compactMap { $0 }
        }
    }

    private func target(_ unit: UInt8, _ bus: String?) throws(MeterNameError) -> MeterTarget {
        guard let bus = bus ?? (self.buses.count == 1 ? self.buses[0] : nil) else {
            throw .needsBus(unit: unit, buses: self.buses)
        }
        return MeterTarget(bus: bus, unit: unit, meter: self.meters.first { $0.bus == bus && $0.unit == unit })
    }

    /// `unit 17`, `Unit17` or `#17`; nil for what is none of them.
    private static func unit(_ text: String) throws(MeterNameError) -> UInt8? {
        let lower = text.lowercased()
        let rest =
            if lower.hasPrefix("#") {
                lower.dropFirst()
            } else if lower.hasPrefix("unit") {
                lower.dropFirst(4)
            } else {
                Substring()
            }
        let digits = rest.drop { $0.isWhitespace }
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            if lower.hasPrefix("#") { throw .badUnit(text) }
            return nil
        }
        guard let unit = UInt8(digits), (1...247).contains(unit) else { throw .badUnit(text) }
        return unit
    }

    /// Letters and digits alone, small: how names are compared.
    private static func plain(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
}

/// What a name is said to be.
enum MeterNameKind: String, CaseIterable {
    case serial
    case label
    case device
    case consumer = "k"

    /// `k:2101` as kind and rest; anything else as it is.
    static func split(_ name: String) -> (MeterNameKind?, String) {
        let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = MeterNameKind(rawValue: parts[0].lowercased()) else {
            return (nil, name.trimmed)
        }
        return (kind, String(parts[1]).trimmed)
    }
}

extension String {
    fileprivate var trimmed: String {
        String(self.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
