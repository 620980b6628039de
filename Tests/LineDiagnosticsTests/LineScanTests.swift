import Foundation
import LineDiagnostics
import ModbusProtocol
import Testing

@Suite struct LineScanTests {
    private static let scene = """
        seed: 5
        lines:
        - name: a
          link: a
          baud: 19200
          parity: even
          strict_parity: true
          devices:
          - {unit: 3, profile: eastron-sdm120, serial: 1}
          - {unit: 9, profile: abb-b23, serial: 2}
          - {unit: 12, profile: eastron-sdm120, serial: 3, baud: 2400}
        """

    private func plan(_ units: ClosedRange<UInt8> = 1...14) -> LineScanPlan {
        LineScanPlan(bauds: [9600, 19200, 2400], units: Array(units))
    }

    @Test func `units are found with their rate and parity, and the scan ends with that set`() throws {
        var box = try VirtualBox(scene: Self.scene)
        var scan = LineScan(self.plan())
        let all = scan.progress.total
        try box.run(&scan)
        #expect(scan.report.found.map(\.unit) == [3, 9])
        #expect(scan.report.found.allSatisfy { $0.parameters?.description == "19200 8E1" })
        #expect(scan.report.asked < all)
        #expect(scan.progress.remainingNanoseconds == 0)
        #expect(box.elapsed <= scan.plan.estimateNanoseconds)
    }

    @Test func `missing units are tried at the other parameters where wanted`() throws {
        var plan = self.plan()
        plan.continuesWithOthers = true
        plan.stopAfter = 3
        var box = try VirtualBox(scene: Self.scene)
        var scan = LineScan(plan)
        try box.run(&scan)
        #expect(scan.report.found.map(\.unit).sorted() == [3, 9, 12])
        #expect(scan.report.found.last?.parameters?.baud == 2400)
    }

    @Test func `a scan goes on where it was stopped`() throws {
        var whole = LineScan(self.plan())
        var box = try VirtualBox(scene: Self.scene)
        try box.run(&whole)
        for stop in [1, 17, 60, 90] {
            var box = try VirtualBox(scene: Self.scene)
            var scan = LineScan(self.plan())
            for _ in 0..<stop {
                switch scan.next {
                case .ask(let question): scan.heard(try box.ask(question))
                case .listen(let duration, let parameters): scan.heard(box.listen(duration, parameters))
                case .finished: break
                }
            }
            var again = try JSONDecoder().decode(LineScan.self, from: JSONEncoder().encode(scan))
            #expect(again.next == scan.next)
            try box.run(&again)
            #expect(again.report.found.map(\.unit) == whole.report.found.map(\.unit))
            #expect(again.report.asked == whole.report.asked)
        }
    }

    @Test func `another master is left alone`() throws {
        let scene = Self.scene.replacing("  devices:", with: "  faults: {second_master: {every_ms: 500}}\n  devices:")
        var plan = LineScanPlan(bauds: [19200], formats: [try #require(SerialFormat("8E1"))], units: [3])
        var box = try VirtualBox(scene: scene)
        var scan = LineScan(plan)
        try box.run(&scan)
        #expect(scan.report.wasRefused)
        #expect(box.exchanges == 0)
        plan.transmitsDespiteMaster = true
        scan = LineScan(plan)
        try box.run(&scan)
        #expect(scan.report.found.map(\.unit) == [3])
    }

    @Test func `somebody who answers without a good frame is a suspect`() throws {
        let scene = Self.scene.replacing("unit: 9,", with: "unit: 9, faults: {crc: 1},")
        var box = try VirtualBox(scene: scene)
        var scan = LineScan(self.plan())
        try box.run(&scan)
        #expect(scan.report.found.map(\.unit) == [3])
        #expect(scan.report.suspects.map(\.unit) == [9])
        #expect(scan.report.suspects.first?.count ?? 0 > 2)
    }

    @Test func `likely parameters come first`() {
        let order = LineScanPlan().parameters.map(\.description)
        #expect(order.prefix(4) == ["9600 8N1", "19200 8N1", "9600 8E1", "4800 8N1"])
        #expect(Set(order).count == 32)
    }
}
