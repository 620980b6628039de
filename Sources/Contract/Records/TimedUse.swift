internal import CanonicalCBOR
internal import Ledger
internal import Metering
internal import Tariffs

/// What was used by class of days and quarter of an hour of the local day; only where a tariff asks for it.
public struct TimedUse: Hashable, Sendable {
    /// Quarters of an hour in a day.
    private static let quarters: UInt32 = 96

    /// Ascending by place, which is `day class × 96 + quarter`; none of them 0.
    private var entries: [(place: UInt32, quantity: Int64)] = []

    init() {}

    public var isEmpty: Bool { self.entries.isEmpty }
    public var total: Int64 { self.entries.reduce(0) { $0.addingSaturated($1.quantity) } }

    mutating func add(_ quantity: Int64, _ day: DayClass, minute: Int64) {
        guard quantity != 0 else { return }
        let quarter = UInt32(clamping: min(max(0, minute), 1439) / 15)
        self.add(quantity, at: UInt32(day.rawValue) * Self.quarters + quarter)
    }

    mutating func add(_ other: TimedUse) {
        for entry in other.entries { self.add(entry.quantity, at: entry.place) }
    }

    private mutating func add(_ quantity: Int64, at place: UInt32) {
        let index = self.entries.firstIndex { $0.place >= place } ?? self.entries.count
        if index < self.entries.count, self.entries[index].place == place {
            self.entries[index].quantity = self.entries[index].quantity.addingSaturated(quantity)
        } else {
            self.entries.insert((place, quantity), at: index)
        }
    }

    /// For a bill.
    var quantities: [TimedQuantity] {
        self.entries.compactMap { entry in
            DayClass(rawValue: UInt8(clamping: entry.place / Self.quarters)).map { day in
                let from = Int64(entry.place % Self.quarters) * 15
                return TimedQuantity(
                    day: day, window: MinuteWindow(from: from, to: from + 15), quantity: entry.quantity)
            }
        }
    }

    public static func == (left: TimedUse, right: TimedUse) -> Bool {
        left.entries.elementsEqual(right.entries) { $0.place == $1.place && $0.quantity == $1.quantity }
    }

    public func hash(into hasher: inout Hasher) {
        for entry in self.entries {
            hasher.combine(entry.place)
            hasher.combine(entry.quantity)
        }
    }

    func write(to writer: inout CBORWriter) {
        writer.openArray(of: self.entries.count)
        for entry in self.entries {
            writer.openArray(of: 2)
            writer.append(entry.place)
            writer.append(entry.quantity)
        }
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        let limit = Int(Self.quarters) * DayClass.allCases.count
        self.entries = try fields.list("timed", atMost: limit) { (item) throws(CBORError) in
            (place: try item.uint32("place"), quantity: try item.integer("quantity"))
        }
        let places = self.entries.map(\.place)
        guard places.allSatisfy({ $0 < limit }), zip(places, places.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw fields.refused("timed", expected: "places below \(limit) in ascending order", found: "others")
        }
    }
}
