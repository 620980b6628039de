import Hummingbird

extension ControlServer {
    /// What crews ask about lines and devices.
    func addDiagnostics(to router: Router<BasicRequestContext>) {
        let reports = self.reports
        self.get(router, "buses/statistics") { query in try await reports.statistics(bus: query.text("bus")) }
        self.get(router, "why") { query in
            try await reports.why(bus: query.text("bus"), unit: try query.number("unit"))
        }
        self.get(router, "devices/health") { _ in await reports.health() }
        self.get(router, "watch") { query in
            try await reports.watch(only: query.text("only"), maximumAge: try query.decimal("max_age"))
        }
    }
}
