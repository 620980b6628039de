import Contract
import Identity
import Ledger
import Logging
import LossDetection
import Metering
import Storage

/// The public balance of a watched node is calibrated from the intervals that the contract balanced: they are kept beside the
/// telemetry, and once a day what they teach goes on the chain where it differs.
extension LossWatch {
    private static let windowDays: Int64 = 45
    private static let secondsBetween: Int64 = 86_400

    func followBalances() async {
        guard let desk, let store else { return }
        var balances: [(node: String, interval: BalancedInterval)] = []
        for label in self.grids.map(\.node) {
            guard let place = await desk.place(of: label) else { continue }
            let balance = place.record.balance
            guard let last = balance.last, last.end != self.calibrations[label]?.seen else { continue }
            self.calibrations[label, default: CalibrationMemory()].seen = last.end
            balances.append(
                (label, BalancedInterval(end: last.end, delivered: last.delivered, metered: last.metered)))
        }
        guard !balances.isEmpty else { return }
        do throws(StorageError) { try await store.keep(balances: balances) } catch { self.tell(error) }
    }

    func calibrate() async {
        guard let desk, let store else { return }
        for label in self.grids.map(\.node) {
            guard let place = await desk.place(of: label), self.isDue(label, place) else { continue }
            self.calibrations[label, default: CalibrationMemory()].tried = place.state.time
            do {
                let start = place.state.time.adding(seconds: -86_400 * Self.windowDays)
                let balances = try await store.balances(of: label, since: start)
                try await self.calibrate(label, place, balances, desk)
            } catch let error as StorageError {
                self.tell(error)
            } catch { self.log.error("the balance of \(label) cannot be calibrated: \(error)") }
        }
    }

    private func isDue(_ label: String, _ place: FindingDesk.Place) -> Bool {
        let times = [self.calibrations[label]?.tried, place.record.calibration?.through].compactMap { $0 }
        guard let last = times.max() else { return true }
        return place.state.time.milliseconds - last.milliseconds >= 1000 * Self.secondsBetween
    }

    private func calibrate(
        _ label: String, _ place: FindingDesk.Place, _ balances: [BalancedInterval], _ desk: FindingDesk
    ) async throws {
        // While something is wrong nothing is learned, whoever says so.
        guard self.grids.first(where: { $0.node == label })?.alarm.isOpen != true, place.openFinding == nil else {
            return
        }
        let record = place.record
        let calibration: BalanceCalibration
        do throws(CalibrationRefusal) {
            calibration = try BalanceCalibration(
                balances, intervalSeconds: Int64(place.state.genesis.intervalSeconds), through: place.state.time,
                registered: record.calibration?.registered ?? record.loss)
        } catch {
            self.calibrations[label]?.says = "The public balance is not calibrated: \(error)."
            return
        }
        // With less than they ask for it would raise false findings: that is for a registrar to decide.
        guard !calibration.needsMore else {
            self.calibrations[label]?.says = Self.needsMore(calibration)
            return
        }
        self.calibrations[label]?.says = nil
        let loss = calibration.proposed
        guard loss.differs(from: record.loss) else { return }
        try await desk.file(calibration, label: label, at: place)
        self.log.info("the balance of \(label) is calibrated from \(calibration.intervals) intervals: \(loss)")
    }

    private static func needsMore(_ calibration: BalanceCalibration) -> String {
        "Its own readings ask for more loss than is registered (\(calibration.needed)): "
            + "the record is too tight, or something is lost since the beginning."
    }
}

/// What the calibration of a node remembers since the start.
struct CalibrationMemory: Sendable {
    /// End of the last interval that was kept.
    var seen: UTCTime?
    /// Block time of the last attempt.
    var tried: UTCTime?
    /// What a crew should know, in a sentence.
    var says: String?
}

extension LossAllowance {
    /// By a tenth and more in any value: less is not worth a transaction.
    func differs(from other: LossAllowance) -> Bool {
        let pairs = [
            (self.fixedThousandthsPerHour, other.fixedThousandthsPerHour), (self.basisPoints, other.basisPoints),
            (self.toleranceBasisPoints, other.toleranceBasisPoints), (self.threshold, other.threshold),
        ]
        return pairs.contains { mine, theirs in
            10 * abs(Int64(mine) - Int64(theirs)) > Int64(theirs)
        }
    }
}
