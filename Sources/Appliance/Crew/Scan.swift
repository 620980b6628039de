public import FieldBus
public import Foundation
public import LineDiagnostics
import ModbusProtocol

/// `gridtally scan`: who answers on an unknown line.
public struct Scan {
    public var plan: LineScanPlan
    /// Where the scan's state is kept, so that it can go on later; nil: nowhere.
    public var state: URL?
    public var json: Bool

    public init(plan: LineScanPlan, state: URL?, json: Bool) {
        self.plan = plan
        self.state = state
        self.json = json
    }

    /// - Returns: the exit code: 0 where somebody was found, 1 where nobody was.
    public func run(over line: any LineAccess) async throws -> Int32 {
        let screen = CrewScreen(isQuiet: self.json)
        let interruption = CrewInterruption()
        var scan = try self.resumed() ?? LineScan(self.plan)
        if !self.json { screen.print("At most \(CrewScreen.duration(scan.progress.remainingNanoseconds)).") }
        var told = 0
        var steps = 0
        do {
            try await CrewDriver.run(&scan, over: line, isStopped: { interruption.isRequested }) { scan in
                for found in scan.report.found.dropFirst(told) { screen.print(try self.text(found)) }
                told = scan.report.found.count
                steps += 1
                // Now and then: a scan of hours must survive a flat battery.
                if steps % 50 == 0 { try self.keep(scan) }
                screen.show(scan.progress, scan.parameters.map { "\($0), \(told) found" } ?? "\(told) found")
            }
        } catch {
            screen.clear()
            try self.keep(scan)
            throw error
        }
        screen.clear()
        try self.finish(scan, screen, isStopped: interruption.isRequested)
        return scan.report.found.isEmpty ? ExitStatus.found : 0
    }

    private func finish(_ scan: LineScan, _ screen: CrewScreen, isStopped: Bool) throws {
        try isStopped ? self.keep(scan) : self.forget()
        guard !self.json else {
            let end = End(
                asked: scan.report.asked, found: scan.report.found.count, suspects: scan.report.suspects,
                foreignRequests: scan.report.foreignRequests, finished: !isStopped)
            return screen.print(try ReportJSON.line(end))
        }
        for request in scan.report.foreignRequests.prefix(3) {
            screen.print(CrewScreen.wrapped(request, indent: "  ", first: "another master asks: "))
        }
        if scan.report.wasRefused {
            screen.print("Nothing was sent: another master has this line. Unplug it, or add --despite-master.")
            return
        }
        for suspect in scan.report.suspects {
            let place = suspect.parameters.map { " at \($0)" } ?? ""
            let heard = suspect.heard.hexText(limit: 12)
            screen.print(
                CrewScreen.wrapped(
                    "unit \(suspect.unit)\(place): somebody answers, but not cleanly: \(heard)", indent: ""))
        }
        let count = scan.report.found.count
        screen.print("\(count) found with \(scan.report.asked) questions\(isStopped ? ", stopped early" : "").")
        if count > 0, !isStopped, !self.plan.continuesWithOthers, self.plan.parameters.count > 1 {
            screen.print("Rates and parities behind the one that answered were not tried: --all-settings does.")
        }
        if count == 0, !isStopped { screen.print("Try `gridtally line-test` at the likeliest rate, or swap A and B.") }
        if isStopped, let state {
            screen.print(CrewScreen.wrapped("Go on with the same command and --state \(state.path).", indent: ""))
        }
    }

    private func text(_ found: LineScanReport.Found) throws -> String {
        guard !self.json else { return try ReportJSON.line(found) }
        let place = found.parameters.map { " at \($0)" } ?? ""
        let after = found.latencyNanoseconds.map { " after \(($0 + 500_000) / 1_000_000) ms" } ?? ""
        let how = found.exception.map { "refuses (exception \($0))" } ?? "answers"
        return "unit \(found.unit)\(place) \(how)\(after)"
    }

    // MARK: The state's file

    private func resumed() throws -> LineScan? {
        guard let state, FileManager.default.fileExists(atPath: state.path) else { return nil }
        let text = try FileError.text(of: state)
        do {
            return try JSONDecoder().decode(LineScan.self, from: Data(text.utf8))
        } catch {
            throw FileError(
                state, "is not the state of a scan", "Remove it to begin anew, or name another file with --state.")
        }
    }

    /// A scan that came to its end is not gone on with.
    private func forget() throws {
        guard let state, FileManager.default.fileExists(atPath: state.path) else { return }
        try FileManager.default.removeItem(at: state)
    }

    private func keep(_ scan: LineScan) throws {
        guard let state else { return }
        try JSONEncoder().encode(scan).write(to: state, options: .atomic)
    }

    private struct End: Codable {
        let asked: Int
        let found: Int
        let suspects: [LineScanReport.Suspect]
        let foreignRequests: [String]
        let finished: Bool
    }
}
