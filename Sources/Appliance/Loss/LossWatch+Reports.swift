import LossDetection
import Metering
import Storage

extension LossWatch {
    /// Of all that is watched, or of one node.
    func reports(node: String?) async -> [LossReport] {
        var reports: [LossReport] = []
        for grid in self.grids where node == nil || grid.node == node {
            let paused = await self.pauses(of: grid)
            let calibration = self.calibrations[grid.node]?.says
            let verdicts = await self.desk?.place(of: grid.node)?.verdicts ?? SiteVerdicts()
            reports.append(
                grid.report(
                    pausedBy: paused, verdicts, calibration, isClockSure: self.feed.isClockSure(),
                    isReplaying: self.isReplaying))
        }
        return reports
    }

    /// The balanced intervals of a node, ascending; empty where it is not watched, or its file cannot be read.
    func balances(of node: String, since start: UTCTime) async -> [BalancedInterval] {
        guard let store, self.grids.contains(where: { $0.node == node }) else { return [] }
        do throws(StorageError) { return try await store.balances(of: node, since: start) } catch {
            self.tell(error)
            return []
        }
    }

    /// A page for a crew; nil where the node is not watched.
    func page(node: String) -> String? { self.grids.first { $0.node == node }?.page }
}

extension WatchedGrid {
    func report(
        pausedBy paused: [String]?, _ verdicts: SiteVerdicts, _ calibration: String?, isClockSure: Bool,
        isReplaying: Bool
    ) -> LossReport {
        var summary = self.summary
        summary.sensitivity.removeAll { $0.days != 7 }
        return LossReport(
            node: self.node, summary: summary, finding: self.finding, pausedBy: paused,
            visits: verdicts.words, isHeldBack: self.alarm.judgement.map { !verdicts.allow($0) } ?? false,
            calibration: calibration, isClockSure: isClockSure, isReplaying: isReplaying,
            weaknesses: self.watch.weaknesses)
    }

    var page: String {
        LossReportPage(
            labels: self.labels, judgement: self.alarm.judgement, watch: self.watch, summary: self.summary
        ).html
    }

    var summary: AnalysisSummary {
        AnalysisSummary(
            self.watch, self.labels, readings: self.readings, unknownMeters: [],
            finding: self.alarm.judgement.map { self.labels.line($0) })
    }

    private var finding: LossReport.Finding? {
        self.alarm.judgement.map { judgement in
            let words = LossWords(labels: self.labels, judgement: judgement)
            return LossReport.Finding(
                firstSaid: self.alarm.firstSaid.map(LossWords.minute), sentence: words.sentence,
                certainty: words.certainty, firstSteps: words.firstSteps, alarm: self.labels.line(judgement))
        }
    }
}
