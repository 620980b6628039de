import Foundation
import TestSupport
import Testing

/// The dashboard and the rules of docs/monitoring ask for metrics that there are.
@Suite struct MonitoringFilesTests {
    @Test(arguments: ["docs/monitoring/dashboard.json", "docs/monitoring/alerts.yaml"])
    func `every metric that is asked for is told by the box`(file: String) throws {
        let source = try String(
            contentsOf: PackageFolder.file("Sources/Appliance/Page/MetricsMaker.swift"), encoding: .utf8)
        let text = try String(contentsOf: PackageFolder.file(file), encoding: .utf8)
        let names = Set(text.matches(of: /gridtally_[a-z_]+/).map { String($0.output) })
        #expect(names.count > 8)
        for name in names {
            let family = name.hasSuffix("_bucket") ? String(name.dropLast("_bucket".count)) : name
            #expect(source.contains("\"\(family)\""), "\(name) of \(file)")
        }
    }

    @Test func `the dashboard is JSON with panels`() throws {
        let data = try Data(contentsOf: PackageFolder.file("docs/monitoring/dashboard.json"))
        let dashboard = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect((dashboard["panels"] as? [[String: Any]])?.count == 12)
    }
}
