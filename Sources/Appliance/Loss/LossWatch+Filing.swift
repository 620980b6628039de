import Contract
import Ledger
import Logging
import LossDetection
import Metering

/// What was told goes on the chain, revised each day, and ends there when it is told to be gone.
extension LossWatch {
    func fileFindings() async {
        // What waits for the chain lets other messages in.
        guard let desk, !self.isReplaying, !self.filing.isRunning else { return }
        self.filing.isRunning = true
        defer { self.filing.isRunning = false }
        for index in self.grids.indices {
            let grid = self.grids[index]
            guard let place = await desk.place(of: grid.node) else { continue }
            do {
                try await self.file(grid, at: place, desk)
                self.filing.hasFailed = false
            } catch { self.tellFiling(error, of: grid.node) }
        }
    }

    private func file(_ grid: WatchedGrid, at place: FindingDesk.Place, _ desk: FindingDesk) async throws {
        if self.filing.toEnd.contains(grid.node) {
            if let open = place.open { try await desk.end(open, at: place) }
            self.filing.toEnd.remove(grid.node)
            self.filing.last[grid.node] = nil
            return
        }
        guard let judgement = grid.alarm.judgement, grid.alarm.told == LossAlarm.Told(judgement),
            place.verdicts.allow(judgement)
        else { return }
        let finding = FiledFinding(judgement)
        let now = place.state.time
        guard finding.isDue(open: place.open, last: self.filing.last[grid.node], now: now) else { return }
        try await desk.file(finding, judgement, of: grid, at: place)
        self.filing.last[grid.node] = (finding, now)
    }

    /// Once, until it goes again: it is tried again each minute.
    private func tellFiling(_ error: any Error, of node: String) {
        guard !self.filing.hasFailed else { return }
        self.filing.hasFailed = true
        self.log.error("the finding at \(node) cannot be filed on the chain, and is tried again: \(error)")
    }
}

/// What the filing remembers since the start.
struct FilingMemory: Sendable {
    /// By node.
    var last: [String: (finding: FiledFinding, at: UTCTime)] = [:]
    /// Nodes whose finding was told to be gone.
    var toEnd: Set<String> = []
    var isRunning = false
    var hasFailed = false
}
