import { createRootRoute, Outlet } from "@tanstack/solid-router";
import { ToastRegion } from "../../../ui/toast-region.tsx";

export const Route = createRootRoute({
  component: () => (
    <>
      <Outlet />
      <ToastRegion />
    </>
  ),
});
