import Foundation
import Metering
import Testing

@testable import Appliance
@testable import LossDetection

@Suite struct BalancePlotTests {
    /// Bars stand side by side, whatever days are missing between them: the onset stands at the bar of its day.
    @Test func `onset stands at its day behind a gap`() throws {
        let start = UTCTime(seconds: 1_767_225_600)
        func day(_ number: Int64) -> UTCTime { start.adding(seconds: 86_400 * number) }
        let series = DailySeries(
            title: "t", name: "n", unit: "L/h", days: [0, 1, 2, 12, 13, 14, 15, 16].map { (day($0), 1) })
        func place(_ onset: UTCTime) throws -> Double? {
            let judgement = LossJudgement(
                time: day(17), kind: .leak, phase: nil, onset: onset, energy: 1, energyDeviation: 1, suspects: [],
                logLikelihoodRatio: 9, alternatives: [], test: .nightFlow)
            let html = BalancePlot(series: [series], judgement: judgement).html
            guard let from = html.range(of: "class=\"onset\" x1=\"") else { return nil }
            return Double(html[from.upperBound...].prefix { $0 != "\"" })
        }
        // 720 wide, 56 of them for the scale; eight bars.
        let step = (720.0 - 56) / 8
        #expect(try place(day(12)) == 56 + 3 * step)
        #expect(try place(day(12).adding(seconds: 43_200)) == (10 * (56 + 3.5 * step)).rounded() / 10)
        // Inside the gap: at the first bar behind it.
        #expect(try place(day(7)) == 56 + 3 * step)
        #expect(try place(day(40)) == nil)
    }
}
