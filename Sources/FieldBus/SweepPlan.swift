import DeviceProfiles
import Metering

/// The reads that fetch a set of fields, and how each field comes out of them; made once, and used until something new
/// is learned about the device.
final class SweepPlan: Sendable {
    let fields: [RegisterField]
    /// For each field its place in the device's configuration; nil for a field that is asked for out of turn.
    let polled: [Int?]
    let reads: [PlannedRead]
    /// Fields that no allowed read can fetch.
    let unreadable: [Int]
    private let decoders: [FieldDecoder?]
    /// What a sweep has before its first read.
    let unread: [Harvest.Result]
    /// Some field may hold a text.
    let hasTexts: Bool
    /// What a reading has from its field, each in a row of its own: a whole field is more than a reading needs.
    let names: [String]
    let codes: [ObisCode?]
    let units: [Metering.Unit]

    init(_ fields: [RegisterField], polled: [Int?], reads: [PlannedRead], unreadable: [Int]) {
        (self.fields, self.polled, self.reads, self.unreadable) = (fields, polled, reads, unreadable)
        self.unread = fields.map { _ in .unread }
        self.hasTexts = !fields.allSatisfy(\.type.isNumeric)
        self.decoders = fields.map { FieldDecoder($0) }
        (self.names, self.codes, self.units) = (fields.map(\.name), fields.map(\.obis), fields.map(\.unit))
    }

    /// What the words of a field say.
    func decode(_ field: Int, _ words: Span<UInt16>) -> FieldValue {
        if let decoder = self.decoders[field] { return decoder.decode(words) }
        return self.fields[field].decode(words.indices.map { words[$0] })
    }
}
