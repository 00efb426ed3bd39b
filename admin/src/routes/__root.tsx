import { createRootRoute, Outlet } from "@tanstack/solid-router";
import { ToastRegion } from "../../../ui/toast.tsx";

export const Route = createRootRoute({
  component: () => (
    <>
      <Outlet />
      <ToastRegion />
    </>
  ),
});
