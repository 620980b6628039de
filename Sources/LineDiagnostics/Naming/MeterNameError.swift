/// Why a name does not lead to one meter; the description says what to write instead.
public enum MeterNameError: Error, Hashable, Sendable {
    /// Nothing but blanks.
    case empty
    /// Fewer than ``MeterDirectory/fewestDigits`` letters and digits, and no name in full.
    case tooShort(String)
    /// `unknownSerials` devices are there whose serial number nobody has read yet: one of them may be meant.
    case unknown(String, known: [NamedMeter], unknownSerials: Int)
    case ambiguous(String, candidates: [NamedMeter])
    /// An address alone, where there are several buses.
    case needsBus(unit: UInt8, buses: [String])
    case noSuchBus(String, buses: [String])
    /// Addresses are 1 to 247.
    case badUnit(String)
}

extension MeterNameError: CustomStringConvertible {
    /// More candidates than these are of no help.
    private static let shown = 8

    public var description: String {
        switch self {
        case .empty:
            "no meter is named. Give the last digits of its serial number, its label, its K No., or --bus and `unit 17`."
        case .tooShort(let name):
            "`\(name)` is too short for a meter. Give at least \(MeterDirectory.fewestDigits) of the last digits of its "
                + "serial number, or its whole label or K No."
        case .unknown(let name, let known, let unread):
            "no meter is called `\(name)`. " + Self.hint(known, unread)
        case .ambiguous(let name, let candidates):
            "`\(name)` may be \(candidates.count) meters:\n\(Self.list(candidates))\n"
                + "Give more digits, the whole name, or --bus."
        case .needsBus(let unit, let buses):
            "unit \(unit) may be on any of the buses \(buses.joined(separator: ", ")). Add --bus."
        case .noSuchBus(let bus, let buses):
            "there is no bus \(bus). "
                + (buses.isEmpty ? "No bus is configured." : "The buses are: \(buses.joined(separator: ", ")).")
        case .badUnit(let name): "`\(name)` is no address. Addresses are 1 to 247: write `unit 17` or `#17`."
        }
    }

    private static func hint(_ known: [NamedMeter], _ unread: Int) -> String {
        guard !known.isEmpty else { return "No meters are configured there; name one by --bus and `unit 17`." }
        let rest = unread == 0 ? "" : "\nThe serial number of \(unread) of them is not known yet."
        return
            "The meters are:\n\(self.list(known))\(rest)\nGive the last digits of the serial number, the label or K No."
    }

    private static func list(_ meters: [NamedMeter]) -> String {
        let lines = meters.prefix(self.shown).map { "  \($0)" }
        let more = meters.count - lines.count
        return (lines + (more > 0 ? ["  and \(more) more"] : [])).joined(separator: "\n")
    }
}
