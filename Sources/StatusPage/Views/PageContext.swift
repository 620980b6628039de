public import Metering

/// What every page shows around its content.
public struct PageContext: Sendable {
    public var language: Language
    public var box: String
    public var zone: String
    /// The zone's local time, in minutes east of UTC.
    public var offsetMinutes: Int64
    public var now: UTCTime
    /// The path of the page that is shown, with its query.
    public var path: String
    /// Who is signed in; nil: what needs no name.
    public var person: String?

    public init(
        language: Language, box: String, zone: String, offsetMinutes: Int64, now: UTCTime, path: String, person: String?
    ) {
        (self.language, self.box, self.zone, self.offsetMinutes) = (language, box, zone, offsetMinutes)
        (self.now, self.path, self.person) = (now, path, person)
    }

    var words: Vocabulary { self.language.vocabulary }

    /// `2026-01-05 13:15` in the zone's local time; a dash for a time that nobody knows.
    func time(_ time: UTCTime?) -> String {
        time.map { "\(CivilDate($0, offsetMinutes: self.offsetMinutes)) \(self.clock($0))" } ?? "–"
    }

    /// `13:15` in the zone's local time.
    func clock(_ time: UTCTime?) -> String {
        time.map { CivilTime.clock(CivilTime($0, offsetMinutes: self.offsetMinutes).minuteOfDay) } ?? "–"
    }
}
