import Logging

/// The parts of the service that serve the page.
enum PageParts {
    static func parts(_ interface: APIRoutes, _ configuration: BoxConfiguration.Page, _ log: Logger) -> [Part] {
        let reports = interface.reports
        let history = BalanceHistory()
        let views = ViewMaker(reports: reports, desk: interface.desk, history: history)
        let hub = LiveHub(views: views, log: log)
        let gate = AccessGate(
            chain: reports.node, genesis: reports.node.genesisHash, clock: reports.configuration.clock)
        let server = PageServer(
            configuration: configuration,
            routes: PageRoutes(
                interface: interface, views: views, hub: hub, gate: gate,
                metrics: MetricsMaker(reports: reports, views: views),
                hosts: HostRule(names: configuration.names + ["\(reports.name).local"])),
            log: log)
        let node = reports.node
        return [
            Part(name: "balance history") { await history.run(node) },
            Part(name: "live pages") { await hub.run() },
            Part(name: "page") { try await server.run() },
        ]
    }
}
