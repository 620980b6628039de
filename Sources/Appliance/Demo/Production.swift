import Foundation

/// A story with what it is made of.
enum Production {
    case neighbourhood(DemonstrationFiles, DemonstrationPlan, DemonstrationScript, twin: URL?)
    case service(DemonstrationFiles, ServicePlan, DemonstrationScript)

    init(_ scene: DemonstrationScene, _ files: DemonstrationFiles, twin: URL?) throws {
        let plan: ServicePlan
        switch scene {
        case .neighbourhood:
            let plan = try DemonstrationPlan()
            self = .neighbourhood(files, plan, try plan.script(files), twin: twin)
            return
        case .water: plan = .water
        case .irrigation: plan = .irrigation
        case .transport: plan = .transport
        }
        self = .service(files, plan, try plan.script(files))
    }

    var script: DemonstrationScript {
        switch self {
        case .neighbourhood(_, _, let script, _), .service(_, _, let script): script
        }
    }

    /// The process through which people reach the chain.
    var entrance: String {
        switch self {
        case .neighbourhood: "substation"
        case .service: ServicePlan.box
        }
    }

    /// A box with lines, and an account, to look at.
    var box: String {
        switch self {
        case .neighbourhood: "box-1"
        case .service: ServicePlan.box
        }
    }

    var account: String {
        switch self {
        case .neighbourhood: "A1-01"
        case .service(_, let plan, _): plan.late.account
        }
    }

    func play(_ story: Story, _ cast: Cast) async throws {
        switch self {
        case .neighbourhood(let files, let plan, _, let twin):
            try await DemonstrationScenes(story, cast, files, plan, twin: twin).play()
        case .service(let files, let plan, _): try await ServiceScenes(story, cast, files, plan).play()
        }
    }
}
