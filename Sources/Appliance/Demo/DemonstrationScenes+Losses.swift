import Foundation
import Metering

/// What the box's own watch makes of the tap, beside the chain's finding.
extension DemonstrationScenes {
    private static let node = DemonstrationPlan.node(DemonstrationPlan.watchedTransformer)
    private static let watcher = "box-\(DemonstrationPlan.watchedTransformer)"

    /// Polls the line of the watching box through the days before the story, which begins after it.
    func lookBack() async throws {
        let history = try TelemetryHistory(
            configuration: self.files.file("\(Self.watcher).yaml"), scene: self.files.file("scene.yaml"))
        let count = try await history.write(line: Self.node, until: self.plan.origin)
        self.story.tell(
            "\(Self.watcher) has polled \(Self.node) for \(self.plan.daysBefore) days before the story, in virtual time: "
                + "\(count) values, with which its watch for losses begins")
        try self.files.startClock(origin: self.plan.origin, scale: self.plan.scale)
    }

    /// The watch names phase, energy and the nearest houses of the tap, and the crew's page is left to be opened.
    ///
    /// By the fast clock a reading's time is off by minutes: what the watch says too early is told as well.
    func locate() async throws {
        var told: Set<String> = []
        let (report, alarm): (LossReport, AlarmLine) = try await self.story.wait(
            for: "the tap in \(Self.watcher)'s own watch", seconds: 90
        ) {
            // Nobody else is to be cut off meanwhile.
            try await self.stage.pay()
            let reports: [LossReport] = try await self.cast.client(Self.watcher).get("/api/v1/losses?node=\(Self.node)")
            guard let report = reports.first, let alarm = report.finding?.alarm else { return nil }
            if told.insert(Self.words(alarm)).inserted { self.tell(alarm) }
            return self.isRight(alarm) ? (report, alarm) : nil
        }
        try self.check(alarm, report)
        try await self.leavePage()
        try await self.visit()
    }

    /// What a crew would go by.
    private static func words(_ alarm: AlarmLine) -> String {
        "\(alarm.kind.replacing("-", with: " ")) on \(alarm.phase ?? "no phase") of \(self.node)"
    }

    private func tell(_ alarm: AlarmLine) {
        let energy = Int64((alarm.energyWh ?? 0).rounded())
        self.story.tell(
            "\(Self.watcher)'s own watch: \(Self.words(alarm)) since \(self.stage.clock(alarm.onset)), "
                + "\(Decimal.kilowattHours(energy)); nearest houses "
                + alarm.suspects.prefix(3).joined(separator: ", "))
    }

    private var tapPhase: String { "L\(DemonstrationPlan.phase(self.plan.tapHouse))" }

    private func isRight(_ alarm: AlarmLine) -> Bool {
        alarm.kind == "unmetered-load" && alarm.phase == self.tapPhase
    }

    /// The box's finding is on the chain, without houses; who goes there says what was found.
    private func visit() async throws {
        let finding: FindingReport = try await self.story.wait(for: "the box's finding on the chain", seconds: 30) {
            let findings: [FindingReport] = try await self.cast.client(Self.watcher).get("/api/v1/findings")
            return findings.first { $0.filedBy == Self.watcher && $0.isOpen && $0.phase == self.tapPhase }
        }
        self.story.tell(
            "\(Self.watcher) filed it on the chain as finding \(finding.number): \(finding.kind) on "
                + "\(finding.phase ?? "no phase"), no house in public, evidence \(finding.evidence?.prefix(12) ?? "")")
        let report = try await self.cast.signer("utility").judge(
            finding: finding.number, isConfirmed: true, at: nil, reference: "JOB-1")
        self.story.tell("a crew goes there and confirms it under JOB-1; block \(report.height ?? 0)")
    }

    /// Holds the watch's word against what was really drawn.
    private func check(_ alarm: AlarmLine, _ report: LossReport) throws {
        let house = DemonstrationPlan.meter(DemonstrationPlan.watchedTransformer, self.plan.tapHouse)
        let until = report.summary.coverage.first { $0.phase == self.tapPhase }?.until.flatMap { UTCTime(rfc3339: $0) }
        let hours = Double((until ?? self.plan.tapStart).seconds - self.plan.tapStart.seconds) / 3600
        let drawn = Double(self.plan.tapWatts) * hours
        self.story.tell(
            "that is right: the tap hangs beside \(house) on \(self.tapPhase) and has drawn "
                + "\(Decimal.kilowattHours(Int64(drawn))) up to \(self.stage.clock("\(until ?? self.plan.tapStart)")); "
                + "the rest is what the cable loses more by it")
        guard alarm.suspects.prefix(3).contains(house), abs((alarm.energyWh ?? 0) - drawn) < 0.2 * drawn
        else { throw StepFailure(step: "the watch finds the tap as it is", lastSeen: "\(alarm)") }
    }

    private func leavePage() async throws {
        let page: LossPageReport = try await self.cast.client(Self.watcher).get("/api/v1/losses/page?node=\(Self.node)")
        try FileManager.default.createDirectory(at: self.files.reports, withIntermediateDirectories: true)
        let file = self.files.reports.appendingPathComponent("\(Self.node).html")
        try Data(page.html.utf8).write(to: file)
        self.story.tell("its page for the crew is left for you to open: \(file.path)")
    }
}
