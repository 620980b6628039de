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
    let decoders: [FieldDecoder]
    /// What a sweep has before its first read.
    let unread: [Harvest.Result]
    /// Some field may hold a text.
    let hasTexts: Bool
    /// A missing reading of each field, which everything but the value is in.
    let blanks: [Reading]

    init(_ fields: [RegisterField], polled: [Int?], reads: [PlannedRead], unreadable: [Int]) {
        (self.fields, self.polled, self.reads, self.unreadable) = (fields, polled, reads, unreadable)
        self.unread = fields.map { _ in .unread }
        self.hasTexts = !fields.allSatisfy(\.type.isNumeric)
        self.decoders = fields.map { FieldDecoder($0) }
        self.blanks = fields.map { field in
            Reading(
                obis: field.obis, name: field.name, value: 0, unit: field.unit, quality: .missing, raw: .words([]),
                monotonicNanoseconds: 0)
        }
    }
}
