import Foundation
import Identity
import LossDetection
import Metering

/// What findings and calibrations rest on, each in a file that is named by its SHA-256: for those who hold the hash on the
/// chain against it. It names meters, so it stays on the box.
struct EvidenceFolder: Sendable {
    /// The newest that stay.
    private static let mostFiles = 200

    let folder: URL

    init(data: URL) { self.folder = data.appending(path: "evidence", directoryHint: .isDirectory) }

    /// Keeps a document, once.
    func keep(_ document: some Encodable) throws -> Digest {
        let bytes = try ReportJSON.encoder.encode(document)
        let digest = Digest.sha256(Array(bytes))
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        let file = self.folder.appending(path: "\(digest.hex).json")
        // By a name that nothing has: what is there under the hash is whole.
        try bytes.write(to: file, options: .atomic)
        try self.prune()
        return digest
    }

    private func prune() throws {
        let files = try FileManager.default.contentsOfDirectory(
            at: self.folder, includingPropertiesForKeys: [.contentModificationDateKey])
        guard files.count > Self.mostFiles else { return }
        let dated = try files.map { file in
            (
                file,
                try file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate ?? .distantPast
            )
        }
        for (file, _) in dated.sorted(by: { $0.1 > $1.1 }).dropFirst(Self.mostFiles) {
            try FileManager.default.removeItem(at: file)
        }
    }
}

/// What a finding rests on.
struct FindingEvidence: Encodable {
    struct Series: Encodable {
        var title: String
        var unit: String
        /// By day, from its beginning on.
        var days: [String: Double]
    }

    var node: String
    var alarm: AlarmLine
    var series: [Series]
    var sensitivity: [AnalysisSummary.Sensitivity]

    init(_ judgement: LossJudgement, of grid: WatchedGrid) {
        self.node = grid.node
        self.alarm = grid.labels.line(judgement)
        self.series = grid.watch.dailySeries.map { series in
            Series(
                title: series.title, unit: series.unit,
                days: Dictionary(series.days.map { ("\($0.day)", $0.value) }) { first, _ in first })
        }
        self.sensitivity = grid.summary.sensitivity
    }
}

/// What a calibration rests on.
struct CalibrationEvidence: Encodable {
    var node: String
    var first: String
    var last: String
    var intervals: Int
    var leftOut: Int
    var proposed: LossAllowance
    var needed: LossAllowance
    /// Expected with what is proposed.
    var lossAlarmsPerYear: Double
    var overRegistrationAlarmsPerYear: Double

    init(_ calibration: BalanceCalibration, node: String) {
        self.node = node
        (self.first, self.last) = ("\(calibration.first)", "\(calibration.last)")
        (self.intervals, self.leftOut) = (calibration.intervals, calibration.leftOut)
        (self.proposed, self.needed) = (calibration.proposed, calibration.needed)
        self.lossAlarmsPerYear = calibration.lossAlarmsPerYear
        self.overRegistrationAlarmsPerYear = calibration.overRegistrationAlarmsPerYear
    }
}
